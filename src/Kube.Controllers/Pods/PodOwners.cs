using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Ownership;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Pods;

/// <summary>Finds the children of a controller, and the orphans it may adopt, without looking through a whole namespace.</summary>
internal static class PodOwners
{
    /// <summary>Files pods under the uid of their controller; those without one under their namespace.</summary>
    public static CacheIndex<V1Pod> Index { get; } = new("controller", ValuesOf);

    /// <summary>The pods that an owner has or may adopt.</summary>
    public static IEnumerable<V1Pod> Candidates(IResourceCache<V1Pod> pods, V1ObjectMeta owner) =>
        pods.Find(Index, owner.Uid!).Concat(pods.Find(Index, Orphans(owner.Namespace!)));

    /// <summary>The owner of a pod, if it is one of a kind; for a pod without a controller every object of that kind that may adopt it.</summary>
    public static IEnumerable<ObjectKey> Of<T>(V1Pod pod, IResourceCache<T> owners, string apiVersion, string kind, Func<T, bool> mayAdopt)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (OwnerReferences.ControllerOf(pod) is { } owner)
        {
            if (owner.Kind == kind && owner.ApiVersion == apiVersion) yield return new(pod.Metadata.Namespace!, owner.Name);
            yield break;
        }

        foreach (var candidate in owners.List(pod.Metadata.Namespace!))
            if (mayAdopt(candidate)) yield return candidate.Key();
    }

    /// <summary>What pods without a controller are filed under.</summary>
    public static string Orphans(string ns) => "orphans/" + ns;

    private static string[] ValuesOf(V1Pod pod) => [OwnerReferences.ControllerOf(pod)?.Uid ?? Orphans(pod.Metadata.Namespace ?? "")];
}
