using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Projection;
using Kube.Store.Wal;

namespace Kube.Store.Embedded;

/// <summary>Brings superseded values back from disk, and knows how far back it can.</summary>
internal sealed class VersionReader(LogFiles files, IValueProjector? projector)
{
    private long _compacted;

    /// <summary>Oldest readable revision.</summary>
    public long CompactedRevision
    {
        get => Volatile.Read(ref _compacted);
        set => Volatile.Write(ref _compacted, value);
    }

    public object? Project(StoreKey key, ReadOnlyMemory<byte> value) => projector?.Project(key, value);

    /// <summary>The newest version of a key that a revision shows; null when it shows none.</summary>
    public static KeyVersion? At(KeyVersion latest, long revision)
    {
        KeyVersion? version = latest;
        while (version is not null && version.ModRevision > revision)
            version = version.Older;
        return version is null || version.IsDeleted ? null : version;
    }

    /// <summary>A superseded version with its value.</summary>
    public KeyValue Read(StoreKey key, KeyVersion version)
    {
        var value = ReadValue(key, version);
        return new(key, value, Project(key, value), version);
    }

    /// <exception cref="RevisionCompactedException">The version was discarded while it was being read.</exception>
    public ReadOnlyMemory<byte> ReadValue(StoreKey key, KeyVersion version)
    {
        var start = LogEntry.HeaderBytes + key.Length;
        while (true)
        {
            var place = version.Place;
            if (files.TryReadEntry(place, start + version.ValueLength, out var entry))
                return entry.AsMemory(start);
            if (version.Place == place)
                throw new RevisionCompactedException(version.ModRevision, CompactedRevision);
        }
    }
}
