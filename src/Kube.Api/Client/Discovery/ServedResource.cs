using Kube.Api.Catalog;

namespace Kube.Api.Client.Discovery;

/// <summary>A resource that a server has, in one of its versions.</summary>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Kind">The kind of its objects.</param>
/// <param name="Namespaced">Lives in namespaces.</param>
/// <param name="Verbs">What can be done with it.</param>
/// <param name="IsPreferred">Whether this is the version of the resource that a client should take: each resource has one.</param>
public sealed record ServedResource(GroupVersionResource Resource, string Kind, bool Namespaced, IReadOnlyList<string> Verbs, bool IsPreferred)
{
    /// <summary>Whether all of some verbs are served.</summary>
    public bool Can(params ReadOnlySpan<string> verbs)
    {
        foreach (var verb in verbs)
            if (!Verbs.Contains(verb)) return false;
        return true;
    }
}
