using System.Net;
using System.Net.Sockets;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.Dns;

/// <summary>What the zone is made of, asked of the caches at the moment of the question.</summary>
internal sealed class ZoneData : IDisposable
{
    private const string ServiceNameLabel = "kubernetes.io/service-name";

    private static readonly CacheIndex<V1Service> s_byAddress = new("clusterIP", service => (service.Spec.ClusterIPs ?? []).Where(ip => ip != "None"));
    private static readonly CacheIndex<V1EndpointSlice> s_byService = new("service", slice =>
        slice.Metadata.Labels?.GetValueOrDefault(ServiceNameLabel) is { Length: > 0 } name ? [$"{slice.Metadata.Namespace}/{name}"] : []);
    private static readonly CacheIndex<V1EndpointSlice> s_byEndpoint = new("named endpoint", slice =>
        (slice.Endpoints ?? []).Where(endpoint => !string.IsNullOrEmpty(endpoint.Hostname)).SelectMany(endpoint => endpoint.Addresses).Distinct());

    private readonly IResourceCache<V1Service> _services;
    private readonly IResourceCache<V1EndpointSlice> _slices;
    private readonly IResourceCache<V1Namespace> _namespaces;
    private readonly IReadOnlyList<IDisposable> _following;
    private readonly Changes _changes = new();

    public ZoneData(IResourceCache<V1Service> services, IResourceCache<V1EndpointSlice> slices, IResourceCache<V1Namespace> namespaces)
    {
        _services = services;
        _slices = slices;
        _namespaces = namespaces;
        services.AddIndex(s_byAddress);
        slices.AddIndex(s_byService);
        slices.AddIndex(s_byEndpoint);
        _following = [services.Subscribe(_changes), slices.Subscribe(_changes), namespaces.Subscribe(_changes)];
    }

    /// <summary>Grows with every change.</summary>
    public long Version => _changes.Count;

    public void Dispose()
    {
        foreach (var following in _following) following.Dispose();
    }

    public Task WaitForSyncAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_services.WaitForSyncAsync(cancellationToken), _slices.WaitForSyncAsync(cancellationToken), _namespaces.WaitForSyncAsync(cancellationToken));

    public bool HasNamespace(string name) => _namespaces.TryGet(new ObjectKey(name), out _);

    public V1Service? Service(string ns, string name) => _services.TryGet(new(ns, name), out var service) ? service : null;

    /// <summary>The service with a cluster IP.</summary>
    public V1Service? ServiceAt(IPAddress address) => _services.Find(s_byAddress, address.ToString()) is [var service, ..] ? service : null;

    /// <summary>The endpoints of a headless service that may be told of: those that are ready.</summary>
    public IEnumerable<ZoneEndpoint> Endpoints(V1Service service)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var slice in _slices.Find(s_byService, $"{service.Metadata.Namespace}/{service.Metadata.Name}"))
            foreach (var endpoint in slice.Endpoints ?? [])
            {
                if (endpoint.Conditions.Ready == false) continue;
                foreach (var text in endpoint.Addresses)
                {
                    // While an endpoint moves between slices it is in both.
                    if (IPAddress.TryParse(text, out var address) && seen.Add((text, endpoint.Hostname ?? ""))) yield return new(HostOf(endpoint, address), address, slice.Ports ?? []);
                }
            }
    }

    /// <summary>The services that name an endpoint's address: service and host name within it.</summary>
    public IEnumerable<(string Namespace, string Service, string Host)> NamesOf(IPAddress address)
    {
        var text = address.ToString();
        foreach (var slice in _slices.Find(s_byEndpoint, text))
        {
            if (slice.Metadata.Labels?.GetValueOrDefault(ServiceNameLabel) is not { Length: > 0 } service) continue;
            if (Service(slice.Metadata.Namespace!, service) is not { Spec.ClusterIP: "None" }) continue;
            foreach (var endpoint in slice.Endpoints ?? [])
                if (!string.IsNullOrEmpty(endpoint.Hostname) && endpoint.Addresses.Contains(text)) yield return (slice.Metadata.Namespace!, service, endpoint.Hostname);
        }
    }

    private static string HostOf(V1Endpoint endpoint, IPAddress address) =>
        endpoint.Hostname is { Length: > 0 } name ? name.ToLowerInvariant()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? address.ToString().Replace(':', '-')
        : address.ToString().Replace('.', '-');

    private sealed class Changes : ICacheHandler<V1Service>, ICacheHandler<V1EndpointSlice>, ICacheHandler<V1Namespace>
    {
        private long _count = 1;

        public long Count => Interlocked.Read(ref _count);

        public void Added(V1Service obj, bool isInitial) => Interlocked.Increment(ref _count);

        public void Updated(V1Service old, V1Service current) => Interlocked.Increment(ref _count);

        public void Deleted(V1Service last) => Interlocked.Increment(ref _count);

        public void Added(V1EndpointSlice obj, bool isInitial) => Interlocked.Increment(ref _count);

        public void Updated(V1EndpointSlice old, V1EndpointSlice current) => Interlocked.Increment(ref _count);

        public void Deleted(V1EndpointSlice last) => Interlocked.Increment(ref _count);

        public void Added(V1Namespace obj, bool isInitial) => Interlocked.Increment(ref _count);

        public void Updated(V1Namespace old, V1Namespace current) => Interlocked.Increment(ref _count);

        public void Deleted(V1Namespace last) => Interlocked.Increment(ref _count);
    }
}
