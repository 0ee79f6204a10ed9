using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Kubernetes.Core.Services.Repair;
using Kube.Api.Models;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>The ServiceCIDR <c>kubernetes</c>, which says what the options say: made, made again when somebody deleted it, given a second family, and ready
/// (upstream: the <c>defaultservicecidr</c> controller, 1.36; KEP-1880). Calls do not overlap.</summary>
internal sealed class DefaultServiceNetwork(BootstrapObjects objects, ServiceAddressEvents events, IOptions<ServiceNetworkOptions> network, TimeProvider time)
{
    private const string Name = "kubernetes";
    private const string Error = "KubernetesDefaultServiceCIDRError";

    private static readonly GroupVersionResource s_networks = new("networking.k8s.io", "v1", "servicecidrs");

    private bool _hasToldOfMismatch;
    private bool _hasToldOfTrouble;

    private IList<string> Wanted => network.Value.ClusterIPRanges;

    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (!objects.Serves(s_networks)) return;
        var found = await objects.FindAsync<V1ServiceCIDR>(s_networks, "", Name, cancellationToken);
        if (found is null)
        {
            found = new V1ServiceCIDR { Metadata = new V1ObjectMeta { Name = Name }, Spec = new V1ServiceCIDRSpec { Cidrs = [.. Wanted] } };
            await objects.EnsureAsync(found, s_networks, cancellationToken);
        }

        if (Wanted.Count == 2 && found.Spec.Cidrs is [var only] && only == Wanted[0]) await WidenAsync(found, only, cancellationToken);
        else if (found.Metadata.DeletionTimestamp is null) await SettleAsync(found, cancellationToken);
    }

    private async Task WidenAsync(V1ServiceCIDR found, string only, CancellationToken cancellationToken)
    {
        found.Spec.Cidrs = [.. Wanted];
        try
        {
            await objects.UpdateAsync(found, s_networks, cancellationToken);
        }
        catch (ApiException e)
        {
            events.Network.Event(found, EventTypes.Warning, Error, $"The default ServiceCIDR can not be upgraded from {only} to dual stack {Show(Wanted)} : {e.Message}");
        }
    }

    private async Task SettleAsync(V1ServiceCIDR found, CancellationToken cancellationToken)
    {
        if (!Wanted.SequenceEqual(found.Spec.Cidrs ?? []))
        {
            if (!Once(ref _hasToldOfMismatch)) return;
            events.Network.Event(
                found,
                EventTypes.Warning,
                "KubernetesDefaultServiceCIDRInconsistent",
                $"The default ServiceCIDR {Show(found.Spec.Cidrs ?? [])} does not match the controller flag configurations {Show(Wanted)}");
            return;
        }

        var ready = found.Status?.Conditions?.Find(static condition => condition.Type == "Ready");
        if (ready is { Status: "True" }) return;
        // Whoever said so has a reason; two who set it would not end.
        if (ready is { Status: "False" })
        {
            if (Once(ref _hasToldOfTrouble)) events.Network.Event(found, EventTypes.Warning, ready.Reason ?? "", $"Configuration matches, but {ready.Message}");
            return;
        }

        await SetReadyAsync(found, cancellationToken);
    }

    private async Task SetReadyAsync(V1ServiceCIDR found, CancellationToken cancellationToken)
    {
        var status = Encoding.UTF8.GetBytes(
            $$$"""
            {"apiVersion":"networking.k8s.io/v1","kind":"ServiceCIDR","metadata":{"name":"kubernetes"},"status":{"conditions":[{"type":"Ready","status":"True",
            "lastTransitionTime":"{{{time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}}","message":"Kubernetes default Service CIDR is ready"}]}}
            """);
        try
        {
            await objects.ApplyStatusAsync(s_networks, Name, status, "kubernetes-service-cidr-controller", cancellationToken);
        }
        catch (ApiException)
        {
            events.Network.Event(found, EventTypes.Warning, Error, "The default ServiceCIDR Status can not be set to Ready=True");
        }
    }

    private static bool Once(ref bool isDone) => !isDone && (isDone = true);

    private static string Show(IEnumerable<string> cidrs) => $"[{string.Join(' ', cidrs)}]";
}
