namespace Kube.Api.Models;

/// <summary>Has metadata; never null.</summary>
/// <typeparam name="T">The metadata's class.</typeparam>
public interface IMetadata<T>
{
    /// <summary>The metadata; initialised by the constructor.</summary>
    T Metadata { get; set; }
}
