using Kube.Node.Agent;
using Kube.Node.Runtime;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>
/// What is known of containers and sandboxes, and the telling of every step that they go further: created, started, stopped, deleted. However a step is learnt, it is told once, and
/// in its order. Safe for concurrent use.
/// </summary>
internal sealed class CriChangeTable
{
    private readonly RuntimeEvents _events = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Known> _known = new(StringComparer.Ordinal);
    private long _sequence;
    private bool _primed;

    public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken) => _events.WatchAsync(cancellationToken);

    public string SandboxOf(string containerId)
    {
        lock (_gate) return _known.TryGetValue(containerId, out var known) ? known.SandboxId : "";
    }

    /// <summary>A moment: what is added after it is not missed in lists that were asked for before.</summary>
    public long Mark()
    {
        lock (_gate) return ++_sequence;
    }

    public void Created(string containerId, string sandboxId, string podUid, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_known.ContainsKey(containerId)) return;
            var known = new Known(sandboxId, podUid, ContainerState.Created, ++_sequence);
            _known.Add(containerId, known);
            Tell(containerId, known, ContainerEventKind.Created, at);
        }
    }

    /// <summary>The one who ran it knows it.</summary>
    public void SandboxRan(string sandboxId, string podUid)
    {
        lock (_gate) _known[sandboxId] = new(sandboxId, podUid, ContainerState.Running, ++_sequence);
    }

    /// <summary>A container or sandbox that is known has gone further; it never goes back.</summary>
    public void Advance(string id, ContainerState state, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(id, out var known) || state <= known.State || state == ContainerState.Unknown) return;
            known = known with { State = state };
            _known[id] = known;
            Tell(id, known, state == ContainerState.Running ? ContainerEventKind.Started : ContainerEventKind.Stopped, at);
        }
    }

    public void Removed(string id, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_known.Remove(id, out var known)) Tell(id, known, ContainerEventKind.Deleted, at);
        }
    }

    /// <summary>Takes over lists of everything: tells what is new, what has gone further, and what is gone. The first lists are only remembered.</summary>
    public void Compare(long mark, List<P.PodSandbox> sandboxes, List<P.Container> containers, DateTimeOffset at)
    {
        lock (_gate)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var sandbox in sandboxes)
            {
                seen.Add(sandbox.Id);
                var state = sandbox.State == P.PodSandboxState.SandboxReady ? ContainerState.Running : ContainerState.Exited;
                Meet(sandbox.Id, new(sandbox.Id, sandbox.Metadata?.Uid ?? "", state, mark), at);
            }

            foreach (var container in containers)
            {
                seen.Add(container.Id);
                var uid = container.Labels.TryGetValue(RuntimeLabels.PodUid, out var labelled) ? labelled
                    : _known.TryGetValue(container.PodSandboxId, out var sandbox) ? sandbox.PodUid : "";
                Meet(container.Id, new(container.PodSandboxId, uid, CriContainerConfigs.State(container.State), mark), at);
            }

            foreach (var (id, known) in _known.Where(pair => pair.Value.Sequence <= mark && !seen.Contains(pair.Key)).ToList())
            {
                _known.Remove(id);
                Tell(id, known, ContainerEventKind.Deleted, at);
            }

            _primed = true;
        }
    }

    private void Meet(string id, Known found, DateTimeOffset at)
    {
        if (_known.TryGetValue(id, out var known))
        {
            // A list that was made before another step was learnt does not undo it.
            Advance(id, found.State, at);
            return;
        }

        _known.Add(id, found);
        if (!_primed) return;
        Tell(id, found, ContainerEventKind.Created, at);
        if (found.State >= ContainerState.Running) Tell(id, found, ContainerEventKind.Started, at);
        if (found.State >= ContainerState.Exited) Tell(id, found, ContainerEventKind.Stopped, at);
    }

    private void Tell(string id, Known known, ContainerEventKind kind, DateTimeOffset at) =>
        _events.Publish(new() { Kind = kind, ContainerId = id, SandboxId = known.SandboxId, PodUid = known.PodUid, CreatedAt = at });

    private sealed record Known(string SandboxId, string PodUid, ContainerState State, long Sequence);
}
