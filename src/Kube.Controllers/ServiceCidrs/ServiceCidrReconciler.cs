using System.Net;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ServiceCidrs;

/// <summary>Holds the networks of services by a finalizer while they have addresses that no other network has, and says in their status whether they can be used
/// (upstream: <c>pkg/controller/servicecidrs</c>, 1.36; KEP-1880).</summary>
internal sealed class ServiceCidrReconciler(
    IResourceCache<V1ServiceCIDR> networks, IResourceCache<V1IPAddress> addresses, IKubeClient client, IEventRecorder events, TimeProvider time) : IReconciler<V1ServiceCIDR>
{
    private const string Finalizer = "networking.k8s.io/service-cidr-finalizer";
    private const string Manager = "service-cidr-controller";
    private const string ReadyMessage = "Kubernetes Service CIDR is ready";
    private const string TerminatingMessage = "There are still IPAddresses referencing the ServiceCIDR, please remove them or create a new ServiceCIDR";

    // So long another API server may not have heard that the network goes, and give addresses of it.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(10);
    private static readonly PatchBody s_hold = new(PatchType.StrategicMerge, "{\"metadata\":{\"finalizers\":[\"networking.k8s.io/service-cidr-finalizer\"]}}"u8.ToArray());
    private static readonly PatchBody s_release = new(
        PatchType.StrategicMerge, "{\"metadata\":{\"$deleteFromPrimitiveList/finalizers\":[\"networking.k8s.io/service-cidr-finalizer\"]}}"u8.ToArray());

    /// <summary>The networks that go and may wait for an address.</summary>
    public IEnumerable<ObjectKey> WaitingFor(V1IPAddress record) =>
        NetworkCoverage.IsManaged(record) && IPAddress.TryParse(record.Metadata.Name, out var address)
            ? networks.List("").Where(network => network.Metadata.DeletionTimestamp is not null && NetworkCoverage.Has(network, address)).Select(static network => network.Key())
            : [];

    /// <summary>The networks that go and may have waited for one like this.</summary>
    public IEnumerable<ObjectKey> WaitingFor(V1ServiceCIDR network) => networks.List("")
        .Where(other => other.Metadata.DeletionTimestamp is not null && other.Metadata.Name != network.Metadata.Name && NetworkCoverage.Overlap(other, network))
        .Select(static other => other.Key());

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!networks.TryGet(key, out var network)) return ReconcileResult.Done;
        if (network.Metadata.DeletionTimestamp is { } since) return await LetGoAsync(network, since, cancellationToken);
        if (network.Metadata.Finalizers?.Contains(Finalizer) != true) await PatchAsync(network, s_hold, cancellationToken);
        try
        {
            await SetConditionAsync(network, "True", "", ReadyMessage, cancellationToken);
        }
        catch (ApiException e) when (e is not NotFoundException)
        {
            events.Event(network, EventTypes.Warning, "KubernetesServiceCIDRError", "The ServiceCIDR Status can not be set to Ready=True");
            throw;
        }

        return ReconcileResult.Done;
    }

    private async ValueTask<ReconcileResult> LetGoAsync(V1ServiceCIDR network, DateTime since, CancellationToken cancellationToken)
    {
        if (!NetworkCoverage.CanGo(network, networks.List(""), addresses.List("")))
        {
            await SetConditionAsync(network, "False", "Terminating", TerminatingMessage, cancellationToken);
            return ReconcileResult.Done;
        }

        if (network.Metadata.Finalizers?.Contains(Finalizer) != true) return ReconcileResult.Done;
        var left = s_grace - (time.GetUtcNow().UtcDateTime - since);
        if (left > TimeSpan.Zero) return ReconcileResult.RequeueAfter(left);
        await PatchAsync(network, s_release, cancellationToken);
        return ReconcileResult.Done;
    }

    private async ValueTask PatchAsync(V1ServiceCIDR network, PatchBody patch, CancellationToken cancellationToken)
    {
        try
        {
            await client.For<V1ServiceCIDR>().PatchAsync(network.Key(), patch, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }
    }

    // Unlike upstream's, a condition that holds keeps its time.
    private async ValueTask SetConditionAsync(V1ServiceCIDR network, string status, string reason, string message, CancellationToken cancellationToken)
    {
        if (network.Status?.Conditions?.Find(static condition => condition.Type == "Ready") is { } known
            && known.Status == status && (known.Reason ?? "") == reason && known.Message == message) return;
        var now = time.GetUtcNow().UtcDateTime;
        var wanted = new V1ServiceCIDR
        {
            Metadata = new() { Name = network.Metadata.Name },
            Status = new()
            {
                Conditions =
                [
                    new()
                    {
                        Type = "Ready", Status = status, Reason = reason, Message = message, LastTransitionTime = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
                    },
                ],
            },
        };
        await client.For<V1ServiceCIDR>().ApplyAsync("status", wanted, new() { FieldManager = Manager, Force = true }, cancellationToken);
    }
}
