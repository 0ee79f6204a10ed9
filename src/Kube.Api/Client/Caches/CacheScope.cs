namespace Kube.Api.Client.Caches;

/// <summary>The part of a resource that a cache holds.</summary>
/// <param name="Namespace">One namespace; empty: all.</param>
/// <param name="FieldSelector">Such as <c>spec.nodeName=a</c>; empty: no selection.</param>
/// <param name="LabelSelector">Such as <c>app=web</c>; empty: no selection.</param>
public sealed record CacheScope(string Namespace = "", string FieldSelector = "", string LabelSelector = "")
{
    /// <summary>Every object of the resource.</summary>
    public static CacheScope All { get; } = new();
}
