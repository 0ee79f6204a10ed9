namespace Kube.Store.Watch;

/// <summary>The newest events in memory, up to a number of bytes, and the signal that there are more.</summary>
/// <remarks>One writer adds; readers keep a place in the chain and follow it without a lock. The lock guards the list of groups only, which
/// a reader needs when it looks for its first place.</remarks>
internal sealed class WatchHistory
{
    private readonly Lock _gate = new();
    private readonly List<HistoryGroup> _groups = [];           // from _first on; what lies before is let go
    private readonly long _capacity;
    private HistoryGroup _last;
    private int _first;
    private long _bytes;
    private long _lastRevision;
    private TaskCompletionSource _grown = NewSignal();
    private Exception? _end;

    public WatchHistory(long capacity, long revision)
    {
        _capacity = capacity;
        _lastRevision = revision;
        _last = new(revision + 1, revision, [], 0);             // holds the place before the first event
        _groups.Add(_last);
    }

    /// <summary>Newest revision that watchers may see.</summary>
    public long LastRevision => Volatile.Read(ref _lastRevision);

    /// <summary>Completes at the next group or at the end. Take it before looking for events, or one may be missed.</summary>
    public Task Grown => Volatile.Read(ref _grown).Task;

    /// <summary>Why there will be no more; null while there may be.</summary>
    public Exception? End => Volatile.Read(ref _end);

    /// <summary>By the writer: adds a group's events.</summary>
    public void Add(WatchEvent[] events, long bytes, long lastRevision)
    {
        var group = new HistoryGroup(events[0].Revision, lastRevision, events, bytes);
        lock (_gate)
        {
            _groups.Add(group);
            _bytes += bytes;
            while (_bytes > _capacity && _first + 1 < _groups.Count)
            {
                var oldest = _groups[_first++];
                _bytes -= oldest.Bytes;
                oldest.LetGo();
            }
            if (_first > 1024 && _first > _groups.Count / 2)
            {
                _groups.RemoveRange(0, _first);
                _first = 0;
            }
            if (_last.Events is not null)
                _last.Next = group;
            _last = group;
        }
        Volatile.Write(ref _lastRevision, lastRevision);
        Signal();
    }

    /// <summary>By the writer: no more will come.</summary>
    public void Close(Exception end)
    {
        Volatile.Write(ref _end, end);
        Signal();
    }

    /// <summary>The group in memory that holds <paramref name="revision"/>, or the one before it when it is the next to come. Null when it
    /// is no longer in memory.</summary>
    public HistoryGroup? Find(long revision)
    {
        lock (_gate)
        {
            var low = _first;
            var high = _groups.Count;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (_groups[middle].FirstRevision <= revision)
                    low = middle + 1;
                else
                    high = middle;
            }
            return low == _first ? null : _groups[low - 1];
        }
    }

    /// <summary>The oldest revision that memory holds whole.</summary>
    public long OldestRevision
    {
        get
        {
            lock (_gate)
                return _groups[_first].FirstRevision;
        }
    }

    /// <summary>Wakes every watcher, to look again at what it waits for.</summary>
    public void Signal() => Interlocked.Exchange(ref _grown, NewSignal()).TrySetResult();

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
