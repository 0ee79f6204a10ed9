using System.Collections.Concurrent;
using System.Globalization;
using Kube.Store.Disk;
using Kube.Store.Errors;

namespace Kube.Store.Wal;

/// <summary>Every file of the store that is open, by number; log segments and checkpoints share the numbers.</summary>
/// <remarks>Kept by the writer and the checkpoint loop, read by everyone. A file that is retired is closed at once: a reader that meets it
/// closed looks up the place again, which has moved, or learns that its revision is compacted.</remarks>
internal sealed class LogFiles(IStoreDisk disk) : IDisposable
{
    public const string SegmentPrefix = "log-";
    public const string CheckpointPrefix = "checkpoint-";
    public const string TemporarySuffix = ".tmp";
    private readonly ConcurrentDictionary<int, IStoreFile> _open = new();
    private int _lastNumber;

    public IStoreDisk Disk { get; } = disk;

    /// <summary>A number that no file had before.</summary>
    public int NextNumber() => Interlocked.Increment(ref _lastNumber);

    /// <summary>At opening: numbers go on after this one.</summary>
    public void Seen(int number) => _lastNumber = Math.Max(_lastNumber, number);

    public static string SegmentName(int number) => SegmentPrefix + number.ToString("d8", CultureInfo.InvariantCulture);

    public static string CheckpointName(int number) => CheckpointPrefix + number.ToString("d8", CultureInfo.InvariantCulture);

    /// <summary>The number in a file's name; false for files that are not the store's.</summary>
    public static bool TryParse(string name, string prefix, out int number)
    {
        number = 0;
        return name.StartsWith(prefix, StringComparison.Ordinal)
            && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }

    public string PathOf(string name) => $"{Disk.Directory}/{name}";

    public void Add(int number, IStoreFile file) => _open[number] = file;

    /// <summary>Closes a file and deletes its name.</summary>
    public void Retire(int number, string name)
    {
        Disk.Delete(name);
        if (_open.TryRemove(number, out var file))
            file.Dispose();
    }

    /// <summary>Reads and checks the entry at a place. False when its file is gone.</summary>
    /// <exception cref="LogCorruptException">What is there is not what was written.</exception>
    public bool TryReadEntry(long place, int length, out byte[] entry)
    {
        entry = [];
        var number = LogPlace.FileOf(place);
        if (!_open.TryGetValue(number, out var file))
            return false;
        var bytes = GC.AllocateUninitializedArray<byte>(length);
        var offset = LogPlace.OffsetOf(place);
        try
        {
            if (file.Read(offset, bytes) != length || !LogEntry.TryRead(bytes, out var header) || header.TotalBytes != length || !LogEntry.IsIntact(bytes))
                throw new LogCorruptException($"{Disk.Directory}, file number {number}", offset, "an entry read back does not match its checksum");
        }
        catch (ObjectDisposedException)
        {
            return false;                                       // retired between the look-up and the read
        }
        entry = bytes;
        return true;
    }

    public void Dispose()
    {
        foreach (var file in _open.Values)
            file.Dispose();
        _open.Clear();
    }
}
