using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Discovery;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Deployments;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.Disruption;

/// <summary>How many pods there should be, by what the controllers of some pods say.</summary>
internal sealed class PodScales(
    IResourceCache<V1ReplicaSet> replicaSets,
    IResourceCache<V1Deployment> deployments,
    IResourceCache<V1StatefulSet> statefulSets,
    IResourceCache<V1ReplicationController> replicationControllers,
    IKubeClient client,
    IResourceDirectory directory)
{
    /// <summary>What a budget expects of its pods.</summary>
    /// <exception cref="ScaleException">A pod has a controller that cannot be found or asked.</exception>
    public async ValueTask<ExpectedPods> ExpectAsync(V1PodDisruptionBudget budget, IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        if (budget.Spec?.MaxUnavailable is { } maxUnavailable)
        {
            var (count, unmanaged) = await CountAsync(pods, cancellationToken);
            return new(count, Math.Max(0, count - RolloutNumbers.Scaled(maxUnavailable, count, roundUp: true)), unmanaged);
        }

        if (budget.Spec?.MinAvailable is not { } minAvailable) return default;
        if (!minAvailable.IsString) return new(pods.Count, minAvailable.Number, false);
        var (expected, some) = await CountAsync(pods, cancellationToken);
        return new(expected, RolloutNumbers.Scaled(minAvailable, expected, roundUp: true), some);
    }

    private async ValueTask<(int Count, bool Unmanaged)> CountAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken)
    {
        var scales = new Dictionary<string, int>();
        var direct = new HashSet<string>();
        var unmanaged = false;
        foreach (var pod in pods)
        {
            if (OwnerReferences.ControllerOf(pod) is not { } controller)
            {
                unmanaged = true;
                continue;
            }

            // Pods of one controller ask once; two replica sets of one deployment count once, too.
            if (!direct.Add(controller.Uid)) continue;
            var (uid, scale) = await ScaleAsync(controller, pod, cancellationToken);
            scales[uid] = scale;
        }

        return (scales.Values.Sum(), unmanaged);
    }

    private async ValueTask<(string Uid, int Scale)> ScaleAsync(V1OwnerReference controller, V1Pod pod, CancellationToken cancellationToken)
    {
        var key = new ObjectKey(pod.Metadata.Namespace!, controller.Name);
        switch (controller.Kind, GroupOf(controller))
        {
            case ("ReplicaSet", "apps" or "extensions") when replicaSets.TryGet(key, out var set) && set.Metadata.Uid == controller.Uid:
                if (OwnerReferences.ControllerOf(set) is not { Kind: "Deployment" } owner) return (controller.Uid, set.Spec?.Replicas ?? 1);
                return deployments.TryGet(new(key.Namespace, owner.Name), out var deployment) && deployment.Metadata.Uid == owner.Uid
                    ? (owner.Uid, deployment.Spec?.Replicas ?? 1)
                    : throw new ScaleException($"found no controllers for pod \"{pod.Metadata.Name}\"");
            case ("StatefulSet", "apps") when statefulSets.TryGet(key, out var stateful) && stateful.Metadata.Uid == controller.Uid:
                return (controller.Uid, stateful.Spec?.Replicas ?? 1);
            case ("ReplicationController", "") when replicationControllers.TryGet(key, out var replication) && replication.Metadata.Uid == controller.Uid:
                return (controller.Uid, replication.Spec?.Replicas ?? 1);
        }

        return await AskAsync(controller, key, pod, cancellationToken);
    }

    private async ValueTask<(string Uid, int Scale)> AskAsync(V1OwnerReference controller, ObjectKey key, V1Pod pod, CancellationToken cancellationToken)
    {
        foreach (var resource in (await directory.ListAsync(cancellationToken)).All)
        {
            if (resource.Kind != controller.Kind || resource.Resource.ApiVersion != controller.ApiVersion) continue;
            try
            {
                var scale = await client.For(resource.Resource).GetAsync<V1Scale>(key, "scale", cancellationToken);
                if (scale.Metadata.Uid == controller.Uid) return (controller.Uid, scale.Spec?.Replicas ?? 0);
            }
            catch (NotFoundException)
            {
                throw new ScaleException($"{resource.Resource.Qualified} does not implement the scale subresource");
            }
        }

        throw new ScaleException($"found no controllers for pod \"{pod.Metadata.Name}\"");
    }

    private static string GroupOf(V1OwnerReference owner) => owner.ApiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? owner.ApiVersion[..slash] : "";
}
