using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>Knows the shape and rules of what it reads and writes: a JSON converter that says what its type looks like in a schema.</summary>
public interface ISchemaSource
{
    /// <summary>The shape and rules, shared.</summary>
    TypeSchema Schema { get; }
}
