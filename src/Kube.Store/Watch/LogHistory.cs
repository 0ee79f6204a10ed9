using Kube.Store.Embedded;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Wal;

namespace Kube.Store.Watch;

/// <summary>Events that are no longer in memory, read back from the log. Of one watcher; keeps its place between reads.</summary>
internal sealed class LogHistory(WriteAheadLog log, LogFiles files, VersionReader versions, Func<StoreState> newest)
{
    private const int BatchEvents = 512;
    private LogSegment[] _segments = [];
    private int _position;
    private SegmentReader? _reader;

    /// <summary>Reads on from <paramref name="next"/>, by whole groups.</summary>
    /// <param name="next">The first revision wanted; on return, the first not read.</param>
    /// <param name="until">The first revision that memory has.</param>
    /// <param name="range">The keys wanted.</param>
    /// <exception cref="RevisionCompactedException">The log no longer has it.</exception>
    public List<WatchEvent> Read(ref long next, long until, KeyRange range)
    {
        var sink = new EventSink(newest(), versions, range, next);
        try
        {
            while (next < until && sink.Events.Count < BatchEvents)
            {
                if (!TryReadRecord(next))
                    throw Compacted(next);
                var payload = _reader!.Payload;
                if (RecordPayload.RevisionAfter(payload) < next)
                    continue;
                RecordPayload.Read(payload, _reader.PayloadPlace, _reader.Path, sink);
                next = RecordPayload.RevisionAfter(payload) + 1;
            }
        }
        catch (ObjectDisposedException)
        {
            throw Compacted(next);                              // the segment was dropped under the reader
        }
        return sink.Events;
    }

    private bool TryReadRecord(long next)
    {
        while (true)
        {
            if (_reader is not null && _reader.Offset < _segments[_position].End && _reader.TryPeek(out var header))
                return _reader.TryRead(header);
            if (_reader is null || _position + 1 >= _segments.Length)
            {
                var seen = _segments.Length == 0 ? 0 : _segments[_position].Number;
                _segments = log.SegmentsFrom(next) ?? throw Compacted(next);
                _position = 0;
                if (_segments[0].Number <= seen)
                    return false;
            }
            else
            {
                _position++;
            }
            _reader = new(_segments[_position], files.PathOf(_segments[_position].Name));
        }
    }

    private RevisionCompactedException Compacted(long next) => new(next, versions.CompactedRevision);

    private sealed class EventSink(StoreState newest, VersionReader versions, KeyRange range, long from) : IEntrySink
    {
        public List<WatchEvent> Events { get; } = [];

        public void Accept(in LogEntry entry, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long place)
        {
            if (entry.Kind != EntryKind.Version || entry.ModRevision < from || !range.Contains(key))
                return;
            KeyVersion? version = null;
            KeyValue? current = null;
            var owned = default(StoreKey);
            if (newest.Root is not null && newest.Root.TryFind(key, out var slot))
            {
                owned = slot.Key;
                current = slot.Current;
                version = slot.Latest;
                while (version is not null && version.ModRevision > entry.ModRevision)
                    version = version.Older;
            }
            if (version is null || version.ModRevision != entry.ModRevision)
            {
                version = Detached(entry, place);
                owned = new(key);
            }
            if (version.IsDeleted)
                current = null;
            else if (current is null || !ReferenceEquals(current.Facts, version))
                current = WithValue(owned, value.ToArray(), version);
            Events.Add(new(owned, entry.ModRevision, entry.SubRevision, current, Previous(owned, version.Older)));
        }

        public void RecordDone(long revision)
        {
        }

        private KeyValue WithValue(StoreKey key, byte[] value, KeyVersion version) => new(key, value, versions.Project(key, value), version);

        private KeyValue? Previous(StoreKey key, KeyVersion? version)
        {
            if (version is null || version.IsDeleted)
                return null;
            try
            {
                return versions.Read(key, version);
            }
            catch (RevisionCompactedException)
            {
                return null;                                    // only the value before is gone; the event itself is in hand
            }
        }

        /// <summary>Facts of a version that the index has forgotten since.</summary>
        private static KeyVersion Detached(in LogEntry entry, long place) => new()
        {
            CreateRevision = entry.CreateRevision,
            ModRevision = entry.ModRevision,
            SubRevision = entry.SubRevision,
            Version = entry.Version,
            Lease = entry.Lease,
            ValueLength = entry.ValueLength,
            Place = place,
        };
    }
}
