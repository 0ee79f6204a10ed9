using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Node.Agent;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Registration;

/// <summary>Says "alive" by renewing the node's lease.</summary>
internal sealed class NodeLease(IKubeClient client, string nodeName, TimeSpan duration, TimeProvider time, ILogger logger)
{
    private const string LeaseNamespace = "kube-node-lease";

    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(7);

    private V1Lease? _held;

    public async Task RunAsync(string nodeUid, CancellationToken cancellationToken)
    {
        var retry = s_firstRetry;
        while (true)
        {
            TimeSpan wait;
            try
            {
                await RenewAsync(nodeUid, cancellationToken);
                wait = duration / 4;
                retry = s_firstRetry;
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                NodeLog.Retrying(logger, "renewal of the node's lease", e);
                _held = null;
                wait = retry;
                retry = retry * 2 < s_longestRetry ? retry * 2 : s_longestRetry;
            }

            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private async ValueTask RenewAsync(string nodeUid, CancellationToken cancellationToken)
    {
        var leases = client.For<V1Lease>();
        try
        {
            _held ??= await leases.GetAsync(new(LeaseNamespace, nodeName), cancellationToken);
        }
        catch (NotFoundException)
        {
            _held = await leases.CreateAsync(Fill(new() { Metadata = new() { Name = nodeName, Namespace = LeaseNamespace } }, nodeUid), WriteOptions.Default, cancellationToken);
            return;
        }

        _held = await leases.UpdateAsync(Fill(_held, nodeUid), WriteOptions.Default, cancellationToken);
    }

    private V1Lease Fill(V1Lease lease, string nodeUid)
    {
        lease.Spec = new() { HolderIdentity = nodeName, LeaseDurationSeconds = (int)duration.TotalSeconds, RenewTime = time.GetUtcNow().UtcDateTime };
        lease.Metadata.OwnerReferences = [new() { ApiVersion = "v1", Kind = "Node", Name = nodeName, Uid = nodeUid }];
        return lease;
    }
}
