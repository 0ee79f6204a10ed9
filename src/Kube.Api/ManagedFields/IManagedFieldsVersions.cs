using System.Diagnostics.CodeAnalysis;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Converts an object to the versions in which managers' fields are said. Called during a write, from one thread at a time; must not throw for an unknown version.</summary>
public interface IManagedFieldsVersions
{
    /// <summary>Converts an object.</summary>
    /// <param name="apiVersion">The version wanted, <c>autoscaling/v2</c>.</param>
    /// <param name="value">The object; its <c>apiVersion</c> says in which version it is.</param>
    /// <param name="converted">The object in the version wanted.</param>
    /// <param name="schema">Its type there.</param>
    /// <param name="reset">What the strategy resets there; null for nothing.</param>
    /// <returns>False when the version is not served.</returns>
    bool TryConvert(
        string apiVersion, TreeObject value, [NotNullWhen(true)] out TreeObject? converted, [NotNullWhen(true)] out TypeSchema? schema, out FieldFilter? reset);
}
