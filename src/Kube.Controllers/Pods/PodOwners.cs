using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.Pods;

/// <summary>Finds the children of a controller, and the orphans it may adopt, without looking through a whole namespace.</summary>
internal static class PodOwners
{
    /// <summary>Files pods under the uid of their controller; those without one under their namespace.</summary>
    public static CacheIndex<V1Pod> Index { get; } = new("controller", ValuesOf);

    /// <summary>The pods that an owner has or may adopt.</summary>
    public static IEnumerable<V1Pod> Candidates(IResourceCache<V1Pod> pods, V1ObjectMeta owner) =>
        pods.Find(Index, owner.Uid!).Concat(pods.Find(Index, Orphans(owner.Namespace!)));

    /// <summary>What pods without a controller are filed under.</summary>
    public static string Orphans(string ns) => "orphans/" + ns;

    private static string[] ValuesOf(V1Pod pod) => [OwnerReferences.ControllerOf(pod)?.Uid ?? Orphans(pod.Metadata.Namespace ?? "")];
}
