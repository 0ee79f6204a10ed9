using System.Threading.Tasks.Sources;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Scheduling.Loop;

/// <summary>What happens anywhere, in order, for the scheduling loop to take up between two attempts. Anyone adds; the loop alone takes.
/// It is as long as what happened since the loop last looked.</summary>
internal sealed class ClusterInbox : IValueTaskSource<bool>
{
    private readonly Lock _gate = new();
    private List<ClusterNote> _notes = [];
    private List<ClusterNote> _taken = [];
    private ManualResetValueTaskSourceCore<bool> _wait = new() { RunContinuationsAsynchronously = true };
    private bool _isAwaited;

    public void Add(ClusterNoteKind kind, object subject)
    {
        lock (_gate)
        {
            _notes.Add(new(kind, subject));
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _wait.SetResult(true);
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
        ValueTask<bool> note;
        lock (_gate)
        {
            if (_notes.Count > 0) return;
            _wait.Reset();
            _isAwaited = true;
            note = new(this, _wait.Version);
        }

        // Both only end the wait: the loop goes on by its own scheduler, and nothing goes over the thread pool, where virtual time could not see it.
        using var cancelled = cancellationToken.UnsafeRegister(static inbox => ((ClusterInbox)inbox!).EndWait(), this);
        using var passed = atMost is { } some ? time.CreateTimer(static inbox => ((ClusterInbox)inbox!).EndWait(), this, some, Timeout.InfiniteTimeSpan) : null;
        await note;
        cancellationToken.ThrowIfCancellationRequested();
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _wait.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _wait.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wait.OnCompleted(continuation, state, token, flags);

    /// <summary>Passes on what a cache says.</summary>
    public ICacheHandler<T> Handler<T>(ClusterNoteKind seen, ClusterNoteKind gone)
        where T : class, IKubernetesObject => new CacheNotes<T>(this, seen, gone);

    private void EndWait()
    {
        lock (_gate)
        {
            if (!_isAwaited) return;
            _isAwaited = false;
        }

        _wait.SetResult(true);
    }

    private sealed class CacheNotes<T>(ClusterInbox inbox, ClusterNoteKind seen, ClusterNoteKind gone) : ICacheHandler<T>
        where T : class, IKubernetesObject
    {
        public void Added(T obj, bool isInitial) => inbox.Add(seen, obj);

        public void Updated(T old, T current) => inbox.Add(seen, current);

        public void Deleted(T last) => inbox.Add(gone, last);
    }
}
