using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.NodeLifecycle;

/// <summary>Keeps the taints against new pods in step with a node's conditions.</summary>
internal sealed class NodeTaintReconciler(IKubeClient client, IResourceCache<V1Node> nodes, TimeProvider time) : IReconciler<V1Node>
{
    private readonly NodeTaintWriter _taints = new(client);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!nodes.TryGet(key, out var node) || NodeTaints.FixScheduling(node, time.GetUtcNow()) is not { } taints) return ReconcileResult.Done;
        try
        {
            await _taints.SetAsync(node, taints, cancellationToken);
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
