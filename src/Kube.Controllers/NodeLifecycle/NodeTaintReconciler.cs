using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>Keeps the taints against new pods in step with a node's conditions.</summary>
internal sealed class NodeTaintReconciler(IKubeClient client, IEventRecorder events, IResourceCache<V1Node> nodes, IResourceCache<V1Pod> pods, TimeProvider time) : IReconciler<V1Node>
{
    private readonly NodeActions _actions = new(client, events, pods, time);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!nodes.TryGet(key, out var node) || NodeTaints.FixScheduling(node, time.GetUtcNow()) is not { } taints) return ReconcileResult.Done;
        try
        {
            await _actions.SetTaintsAsync(node, taints, cancellationToken);
            return ReconcileResult.Done;
        }
        catch (ConflictException)
        {
            return ReconcileResult.RequeueAfter(TimeSpan.FromMilliseconds(20));
        }
        catch (NotFoundException)
        {
            return ReconcileResult.Done;
        }
    }
}
