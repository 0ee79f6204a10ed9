using System.Net;
using System.Net.Sockets;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Models;
using Microsoft.Extensions.Options;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>The service <c>default/kubernetes</c> and its endpoints: where pods reach the API server. Whoever listens for the API publishes its address here.</summary>
/// <remarks>For one server; calls do not overlap.</remarks>
public sealed class KubernetesService
{
    private const string Name = "kubernetes";
    private const string Namespace = "default";
    private const string PortName = "https";
    private const int ServicePort = 443;

    private static readonly GroupVersionResource s_services = new("", "v1", "services");
    private static readonly GroupVersionResource s_endpoints = new("", "v1", "endpoints");
    private static readonly GroupVersionResource s_slices = new("discovery.k8s.io", "v1", "endpointslices");

    private readonly BootstrapObjects _objects;
    private readonly ServiceNetworkOptions _network;

    internal KubernetesService(BootstrapObjects objects, IOptions<ServiceNetworkOptions> network)
    {
        _objects = objects;
        _network = network.Value;
    }

    /// <summary>Makes the service and its endpoints lead to an address, whatever they were before. A catalog without services needs none.</summary>
    /// <param name="address">Where pods reach the server.</param>
    /// <param name="port">The port that it listens on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task PublishAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!_objects.Serves(s_services)) return;
        await KeepAsync(NewService(port), s_services, static (found, wanted) =>
        {
            var same = found.Spec.Ports is [var only] && only.Port == ServicePort && Same(only.TargetPort, wanted.Spec.Ports![0].TargetPort) && found.Spec.Type == "ClusterIP";
            if (same) return false;
            found.Spec.Ports = wanted.Spec.Ports;
            found.Spec.Type = "ClusterIP";
            return true;
        }, cancellationToken);
        await SetEndpointsAsync(address, port, cancellationToken);
    }

    /// <summary>Takes the address out of the endpoints, as the server stops listening.</summary>
    public async Task WithdrawAsync(CancellationToken cancellationToken)
    {
        if (_objects.Serves(s_services)) await SetEndpointsAsync(null, 0, cancellationToken);
    }

    private static bool Same(IntOrString? one, IntOrString? other) => one?.ToString() == other?.ToString();

    private async Task SetEndpointsAsync(IPAddress? address, int port, CancellationToken cancellationToken)
    {
        if (_objects.Serves(s_endpoints))
        {
            await KeepAsync(NewEndpoints(address, port), s_endpoints, static (found, wanted) =>
            {
                if (Show(found) == Show(wanted)) return false;
                found.Subsets = wanted.Subsets;
                return true;
            }, cancellationToken);
        }

        if (_objects.Serves(s_slices))
        {
            await KeepAsync(NewSlice(address, port), s_slices, static (found, wanted) =>
            {
                if (Show(found) == Show(wanted)) return false;
                found.Endpoints = wanted.Endpoints;
                found.Ports = wanted.Ports;
                return true;
            }, cancellationToken);
        }
    }

    private static string Show(V1Endpoints endpoints) => string.Join(
        ' ', (endpoints.Subsets ?? []).Select(static subset => $"{string.Join(',', (subset.Addresses ?? []).Select(static one => one.Ip))}:{subset.Ports?[0].Port}"));

    private static string Show(V1EndpointSlice slice) => string.Join(
        ' ', (slice.Endpoints ?? []).Select(endpoint => $"{string.Join(',', endpoint.Addresses ?? [])}:{slice.Ports?[0].Port}"));

    private V1Service NewService(int port)
    {
        var first = _network.ClusterIPRanges.Count > 0 ? IPNetwork.Parse(_network.ClusterIPRanges[0]).BaseAddress.GetAddressBytes() : null;
        if (first is not null) first[^1]++;
        return new V1Service
        {
            Metadata = new V1ObjectMeta
            {
                Namespace = Namespace, Name = Name, Labels = new Dictionary<string, string> { ["component"] = "apiserver", ["provider"] = Name },
            },
            Spec = new V1ServiceSpec
            {
                ClusterIP = first is null ? null : new IPAddress(first).ToString(),
                IpFamilyPolicy = "SingleStack",
                Ports = [new V1ServicePort { Name = PortName, Port = ServicePort, Protocol = "TCP", TargetPort = port }],
                SessionAffinity = "None",
                Type = "ClusterIP",
            },
        };
    }

    private static V1Endpoints NewEndpoints(IPAddress? address, int port) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Namespace = Namespace, Name = Name, Labels = new Dictionary<string, string> { ["endpointslice.kubernetes.io/skip-mirror"] = "true" },
        },
        Subsets = address is null
            ? null
            : [new V1EndpointSubset { Addresses = [new V1EndpointAddress { Ip = address.ToString() }], Ports = [new Corev1EndpointPort { Name = PortName, Port = port, Protocol = "TCP" }] }],
    };

    private static V1EndpointSlice NewSlice(IPAddress? address, int port) => new()
    {
        Metadata = new V1ObjectMeta { Namespace = Namespace, Name = Name, Labels = new Dictionary<string, string> { ["kubernetes.io/service-name"] = Name } },
        AddressType = address?.AddressFamily == AddressFamily.InterNetworkV6 ? "IPv6" : "IPv4",
        Endpoints = address is null ? [] : [new V1Endpoint { Addresses = [address.ToString()], Conditions = new V1EndpointConditions { Ready = true } }],
        Ports = address is null ? [] : [new Discoveryv1EndpointPort { Name = PortName, Port = port, Protocol = "TCP" }],
    };

    private async Task KeepAsync<T>(T wanted, GroupVersionResource resource, Func<T, T, bool> amend, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if (await _objects.FindAsync<T>(resource, Namespace, Name, cancellationToken) is not { } found)
                {
                    if (await _objects.EnsureAsync(wanted, resource, cancellationToken)) return;
                }
                else if (found is V1EndpointSlice slice && wanted is V1EndpointSlice other && slice.AddressType != other.AddressType)
                {
                    // A slice's family is for life.
                    await _objects.DeleteAsync(found, resource, cancellationToken);
                }
                else
                {
                    if (amend(found, wanted)) await _objects.UpdateAsync(found, resource, cancellationToken);
                    return;
                }
            }
            catch (ApiException e) when (e is ConflictException or NotFoundException && attempt < 5)
            {
                // Someone else wrote in between: look again.
            }
        }
    }
}
