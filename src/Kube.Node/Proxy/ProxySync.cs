using System.Net;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>The proxy's loop: follows services and slices, decides and applies.</summary>
internal sealed class ProxySync(
    IResourceCaches caches, IHostAddresses host, ServiceProxyOptions options, string node, OwnedWork work, TimeProvider time, ILogger logger)
{
    /// <summary>How soon what could not be done is tried again.</summary>
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(2);

    private readonly ChangedServices _changed = new();
    private readonly IResourceCache<V1Service> _services = caches.For<V1Service>();
    private readonly IResourceCache<V1EndpointSlice> _slices = caches.For<V1EndpointSlice>();
    private readonly IResourceCache<V1Node> _nodes = caches.For<V1Node>(new CacheScope(FieldSelector: $"metadata.name={node}"));

    /// <summary>Runs until it is cancelled; then what was added to the host is gone.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var owns = OwnsAddresses();
        var nodePorts = NodePortAddresses(owns);
        await using var table = new ListenerTable(host, work, time, logger);
        _slices.AddIndex(ChangedServices.ByService);
        using var services = _services.Subscribe(_changed);
        using var slices = _slices.Subscribe(_changed);
        using var place = _nodes.Subscribe(new PlaceChanges(MarkAll));
        try
        {
            await _services.WaitForSyncAsync(cancellationToken);
            await _slices.WaitForSyncAsync(cancellationToken);
            var first = true;
            while (true)
            {
                foreach (var key in await _changed.TakeAsync(cancellationToken)) await SyncAsync(key, table, nodePorts, owns, cancellationToken);
                if (first && owns) RemoveLeftovers(table);
                first = false;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Told to stop: the table closes what is open.
        }
    }

    private async ValueTask SyncAsync(ObjectKey key, ListenerTable table, IReadOnlyList<IPAddress> nodePorts, bool owns, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<V1Service> present = _services.TryGet(key, out var service) ? [service] : [];
            var rules = ProxyRules.From(present, _ => _slices.Find(ChangedServices.ByService, key.ToString()), Place(), nodePorts, owns);
            if (!await table.ApplyAsync(key, rules)) RetryLater(key, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            ProxyLog.SyncFailed(logger, e);
            RetryLater(key, cancellationToken);
        }
    }

    // The node may not be registered yet: until it is, its zone is unknown, which only makes the choice wider.
    private NodePlace Place() => new(node, _nodes.TryGet(new(node), out var known) ? PlaceChanges.ZoneOf(known) : null);

    private void MarkAll()
    {
        foreach (var service in _services.List("")) _changed.Add(new ObjectKey(service.Metadata.Namespace ?? "", service.Metadata.Name ?? ""));
    }

    private void RetryLater(ObjectKey key, CancellationToken cancellationToken) => work.Run("proxy.retry", async () =>
    {
        await Task.Delay(s_retry, time, cancellationToken).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Current);
        _changed.Add(key);
    });

    private void RemoveLeftovers(ListenerTable table)
    {
        try
        {
            host.RemoveAllBut(table.Addresses);
        }
        catch (IOException e)
        {
            ProxyLog.AddressFailed(logger, e);
        }
    }

    private bool OwnsAddresses()
    {
        if (!options.ServeClusterIPs) return false;
        if (host.IsAllowed(out var why)) return true;
        ProxyLog.AddressesNotAllowed(logger, why ?? "", string.Join(", ", NodePortAddresses(false)));
        return false;
    }

    private List<IPAddress> NodePortAddresses(bool owns)
    {
        if (options.NodePortAddresses.Count > 0) return [.. options.NodePortAddresses.Select(IPAddress.Parse)];
        return owns ? [IPAddress.Any, IPAddress.IPv6Any] : [IPAddress.Loopback, IPAddress.IPv6Loopback];
    }
}
