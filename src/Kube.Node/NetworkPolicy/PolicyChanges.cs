using System.Threading.Channels;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Node.NetworkPolicy;

/// <summary>What changed since it was taken last. Filled by the caches, emptied by one loop.</summary>
internal sealed class PolicyChanges : ICacheHandler<V1NetworkPolicy>, ICacheHandler<V1Pod>, ICacheHandler<V1Namespace>
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private HashSet<ObjectKey> _policies = [];
    private HashSet<ObjectKey> _pods = [];
    private HashSet<string> _namespaces = [];

    /// <summary>Waits until there is something, and takes it.</summary>
    public async ValueTask<(IReadOnlyCollection<ObjectKey> Policies, IReadOnlyCollection<ObjectKey> Pods, IReadOnlyCollection<string> Namespaces)> TakeAsync(
        CancellationToken cancellationToken)
    {
        await _bell.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            var taken = (_policies, _pods, _namespaces);
            (_policies, _pods, _namespaces) = ([], [], []);
            return taken;
        }
    }

    /// <summary>Has the loop look, though there may be nothing.</summary>
    public void Ring() => _bell.Writer.TryWrite(true);

    public void Added(V1NetworkPolicy obj, bool isInitial) => Add(() => _policies.Add(KeyOf(obj.Metadata)));

    public void Updated(V1NetworkPolicy old, V1NetworkPolicy current) => Add(() => _policies.Add(KeyOf(current.Metadata)));

    public void Deleted(V1NetworkPolicy last) => Add(() => _policies.Add(KeyOf(last.Metadata)));

    public void Added(V1Pod obj, bool isInitial) => Add(() => _pods.Add(KeyOf(obj.Metadata)));

    public void Updated(V1Pod old, V1Pod current) => Add(() => _pods.Add(KeyOf(current.Metadata)));

    public void Deleted(V1Pod last) => Add(() => _pods.Add(KeyOf(last.Metadata)));

    public void Added(V1Namespace obj, bool isInitial) => Add(() => _namespaces.Add(obj.Metadata.Name!));

    public void Updated(V1Namespace old, V1Namespace current) => Add(() => _namespaces.Add(current.Metadata.Name!));

    public void Deleted(V1Namespace last) => Add(() => _namespaces.Add(last.Metadata.Name!));

    private void Add(Action change)
    {
        lock (_gate) change();
        Ring();
    }

    private static ObjectKey KeyOf(V1ObjectMeta metadata) => new(metadata.Namespace ?? "", metadata.Name ?? "");
}
