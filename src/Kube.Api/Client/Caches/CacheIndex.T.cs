namespace Kube.Api.Client.Caches;

/// <summary>Files the objects of a cache under values, such as pods under the name of their node. Keep it in a static field: an index is known by its reference.</summary>
/// <typeparam name="T">What an object is for the caller.</typeparam>
/// <param name="name">For diagnostics.</param>
/// <param name="valuesOf">The values of an object: none, one or more. Pure.</param>
public sealed class CacheIndex<T>(string name, Func<T, IEnumerable<string>> valuesOf)
{
    /// <summary>For diagnostics.</summary>
    public string Name { get; } = name;

    /// <summary>The values that an object is filed under.</summary>
    public IEnumerable<string> ValuesOf(T obj) => valuesOf(obj);
}
