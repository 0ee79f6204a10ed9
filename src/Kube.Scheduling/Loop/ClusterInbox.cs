using System.Threading.Channels;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Scheduling.Loop;

/// <summary>What happens anywhere, in order, for the scheduling loop to take up between two attempts. Anyone adds; the loop alone takes.
/// It is as long as what happened since the loop last looked.</summary>
internal sealed class ClusterInbox
{
    private readonly Lock _gate = new();
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private List<ClusterNote> _notes = [];
    private List<ClusterNote> _taken = [];
    private Task<bool>? _waiting;

    public void Add(ClusterNoteKind kind, object subject)
    {
        bool first;
        lock (_gate)
        {
            first = _notes.Count == 0;
            _notes.Add(new(kind, subject));
        }

        if (first) _bell.Writer.TryWrite(true);
    }

    /// <summary>The notes since the last call; valid until the next.</summary>
    public IReadOnlyList<ClusterNote> Take()
    {
        lock (_gate)
        {
            _taken.Clear();
            (_notes, _taken) = (_taken, _notes);
        }

        return _taken;
    }

    /// <summary>Waits for a note, or for some time to pass; without a time, for a note only.</summary>
    public async ValueTask WaitAsync(TimeSpan? atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_gate)
            if (_notes.Count > 0) return;
        _waiting ??= _bell.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        try
        {
            await _waiting.WaitAsync(atMost ?? Timeout.InfiniteTimeSpan, time, cancellationToken);
            _waiting = null;
            _bell.Reader.TryRead(out _);
        }
        catch (TimeoutException)
        {
            // Time is what was waited for; the bell is still listened to.
        }
    }

    /// <summary>Passes on what a cache says.</summary>
    public ICacheHandler<T> Handler<T>(ClusterNoteKind seen, ClusterNoteKind gone)
        where T : class, IKubernetesObject => new CacheNotes<T>(this, seen, gone);

    private sealed class CacheNotes<T>(ClusterInbox inbox, ClusterNoteKind seen, ClusterNoteKind gone) : ICacheHandler<T>
        where T : class, IKubernetesObject
    {
        public void Added(T obj, bool isInitial) => inbox.Add(seen, obj);

        public void Updated(T old, T current) => inbox.Add(seen, current);

        public void Deleted(T last) => inbox.Add(gone, last);
    }
}
