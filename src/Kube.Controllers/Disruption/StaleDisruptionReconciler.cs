using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Controllers.Pods;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.Disruption;

/// <summary>Takes back the condition DisruptionTarget of pods that were to be disrupted and, two minutes later, were not.</summary>
internal sealed class StaleDisruptionReconciler(IResourceCache<V1Pod> pods, IKubeClient client, TimeProvider time) : IReconciler<V1Pod>
{
    private const string Condition = "DisruptionTarget";

    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    /// <summary>Whether a pod is to be disrupted.</summary>
    public static bool Matters(V1Pod pod) =>
        pod.Metadata.DeletionTimestamp is null && !PodStates.IsFinished(pod) && PodStates.Condition(pod, Condition) is { Status: "True" };

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!pods.TryGet(key, out var pod) || !Matters(pod)) return ReconcileResult.Done;
        var now = time.GetUtcNow().UtcDateTime;
        var left = (PodStates.Condition(pod, Condition)!.LastTransitionTime ?? now) + s_timeout - now;
        if (left > TimeSpan.Zero) return ReconcileResult.RequeueAfter(left);

        var condition = TreeObject.Of(
            new("type", TreeString.Of(Condition)),
            new("status", TreeString.Of("False")),
            new("lastTransitionTime", TreeString.Of(now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture))));
        var patch = TreeObject.Of(
            new("metadata", TreeObject.Of(new TreeMember("uid", TreeString.Of(pod.Metadata.Uid!)))),
            new("status", TreeObject.Of(new TreeMember("conditions", TreeArray.Of(condition)))));
        try
        {
            await client.For<V1Pod>().PatchAsync<V1Pod>(
                key, "status", new(PatchType.StrategicMerge, patch.ToUtf8()), new() { FieldManager = "DisruptionController" }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // It went after all.
        }

        return ReconcileResult.Done;
    }
}
