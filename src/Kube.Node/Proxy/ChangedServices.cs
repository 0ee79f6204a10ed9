using System.Threading.Channels;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.Proxy;

/// <summary>The services, and the pods with host ports, whose rules have to be decided anew. Filled by the caches, emptied by the proxy's loop.</summary>
/// <param name="health">Is told that there is something to do.</param>
/// <param name="metrics">Counts.</param>
internal sealed class ChangedServices(ProxyHealth health, ProxyMetrics metrics) : ICacheHandler<V1Service>, ICacheHandler<V1EndpointSlice>, ICacheHandler<V1Pod>
{
    public const string ServiceNameLabel = "kubernetes.io/service-name";

    private readonly Lock _gate = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private HashSet<ObjectKey> _changed = [];
    private HashSet<ObjectKey> _pods = [];

    /// <summary>Files slices under the service that they belong to.</summary>
    public static CacheIndex<V1EndpointSlice> ByService { get; } = new("service", slice => ServiceOf(slice) is { } key ? [key.ToString()] : []);

    public static ObjectKey? ServiceOf(V1EndpointSlice slice) =>
        slice.Metadata.Labels?.GetValueOrDefault(ServiceNameLabel) is { Length: > 0 } name ? new(slice.Metadata.Namespace ?? "", name) : null;

    public void Add(ObjectKey service)
    {
        lock (_gate)
        {
            _changed.Add(service);
            health.Queue();
        }

        _bell.Writer.TryWrite(true);
    }

    public void AddPod(ObjectKey pod)
    {
        lock (_gate) _pods.Add(pod);
        _bell.Writer.TryWrite(true);
    }

    /// <summary>Waits until there is something, and takes it.</summary>
    public async ValueTask<(IReadOnlyCollection<ObjectKey> Services, IReadOnlyCollection<ObjectKey> Pods)> TakeAsync(CancellationToken cancellationToken)
    {
        await _bell.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            // With them: what is added later waits for the next round.
            health.Begin();
            var taken = (_changed, _pods);
            (_changed, _pods) = ([], []);
            return taken;
        }
    }

    public void Added(V1Service obj, bool isInitial)
    {
        metrics.ServiceChanged();
        Add(KeyOf(obj.Metadata));
    }

    public void Updated(V1Service old, V1Service current) => Added(current, isInitial: false);

    public void Deleted(V1Service last) => Added(last, isInitial: false);

    public void Added(V1EndpointSlice obj, bool isInitial)
    {
        metrics.SliceChanged();
        Add(obj);
    }

    public void Updated(V1EndpointSlice old, V1EndpointSlice current)
    {
        Add(old);
        Added(current, isInitial: false);
    }

    public void Deleted(V1EndpointSlice last) => Added(last, isInitial: false);

    public void Added(V1Pod obj, bool isInitial)
    {
        if (HasHostPorts(obj)) AddPod(KeyOf(obj.Metadata));
    }

    public void Updated(V1Pod old, V1Pod current) => Added(current, isInitial: false);

    public void Deleted(V1Pod last) => Added(last, isInitial: false);

    private static bool HasHostPorts(V1Pod pod) =>
        pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).Any(container => container.Ports?.Exists(port => port.HostPort is > 0) == true);

    private void Add(V1EndpointSlice slice)
    {
        if (ServiceOf(slice) is { } service) Add(service);
    }

    private static ObjectKey KeyOf(V1ObjectMeta metadata) => new(metadata.Namespace ?? "", metadata.Name ?? "");
}
