using Kube.Store.Disk;
using Kube.Store.Errors;

namespace Kube.Testing.Store;

/// <summary>A disk in memory that a test can switch off, fill, damage and slow down.</summary>
/// <remarks>
/// After <see cref="CutPower"/> or a cut set by <see cref="CutPowerAfter"/> only what was synced is certain. Of the rest each sector of 512
/// bytes, each file length and each name keeps, at random, one of the values that it had since its last sync: writes are lost, torn and
/// reordered, new files are nameless, renamed ones have both names or none, deleted ones come back. All members may be called at once.
/// </remarks>
/// <param name="random">Decides what survives; seeded, so that a failure can be repeated.</param>
public sealed partial class SimulatedDisk(Random random) : IStoreDisk
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, List<SimulatedInode?>> _names = new(StringComparer.Ordinal);   // last = now, first = durable
    private long _powerCycle;
    private int? _operationsLeft;
    private bool _isOff;
    private object? _lockHolder;
    private TaskCompletionSource? _syncGate;
    private TaskCompletionSource? _syncHeld;
    private int _failingSyncs;

    /// <summary>A disk whose choices repeat with the seed.</summary>
    public SimulatedDisk(int seed = 0)
        : this(new Random(seed))
    {
    }

    /// <inheritdoc/>
    public string Directory => "/simulated";

    /// <summary>Greatest total length of all files. Default unlimited.</summary>
    public long CapacityBytes { get; set; } = long.MaxValue;

    /// <summary>Syncs of files that have succeeded.</summary>
    public int SyncCount { get; private set; }

    /// <summary>Writes and syncs of files, and changes and syncs of names, since the disk was made.</summary>
    public int OperationCount { get; private set; }

    /// <summary>True while the power is off: every operation throws <see cref="IOException"/>.</summary>
    public bool IsOff
    {
        get
        {
            lock (_gate)
                return _isOff;
        }
    }

    /// <summary>Total length of all files that have a name.</summary>
    public long UsedBytes
    {
        get
        {
            lock (_gate)
                return Used();
        }
    }

    /// <inheritdoc/>
    public IDisposable Lock()
    {
        lock (_gate)
        {
            CheckPower();
            if (_lockHolder is not null)
                throw new StoreLockedException(Directory);
            var holder = new object();
            _lockHolder = holder;
            return new Unlock(this, holder);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        lock (_gate)
        {
            CheckPower();
            return [.. _names.Where(name => name.Value[^1] is not null).Select(name => name.Key)];
        }
    }

    /// <inheritdoc/>
    public IStoreFile Open(string name, StoreFileMode mode)
    {
        lock (_gate)
        {
            CheckPower();
            if (mode == StoreFileMode.Create)
            {
                BeginOperation();
                var inode = new SimulatedInode();
                Bind(name, inode);
                return new SimulatedFile(this, name, inode, _powerCycle);
            }
            return Find(name) is { } existing
                ? new SimulatedFile(this, name, existing, _powerCycle)
                : throw new FileNotFoundException($"{Directory}/{name} does not exist", name);
        }
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        lock (_gate)
        {
            BeginOperation();
            var inode = Find(from) ?? throw new FileNotFoundException($"{Directory}/{from} does not exist", from);
            Bind(to, inode);
            Bind(from, null);
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        lock (_gate)
        {
            BeginOperation();
            if (Find(name) is not null)
                Bind(name, null);
        }
    }

    /// <inheritdoc/>
    public void SyncDirectory()
    {
        lock (_gate)
        {
            BeginOperation();
            foreach (var (name, bindings) in _names.ToArray())
            {
                bindings.RemoveRange(0, bindings.Count - 1);
                if (bindings[0] is null)
                    _names.Remove(name);
            }
        }
    }

    internal int Read(SimulatedFile file, long offset, Span<byte> buffer)
    {
        lock (_gate)
        {
            CheckOpen(file);
            return file.Inode.Read(offset, buffer);
        }
    }

    internal void Write(SimulatedFile file, long offset, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            CheckOpen(file);
            if (IsLastOperation())
                bytes = bytes[..WholeSectors(offset, random.Next(bytes.Length + 1))];
            var grown = Math.Max(0, offset + bytes.Length - file.Inode.Length);
            if (Used() + grown > CapacityBytes)
            {
                var room = (int)Math.Clamp(CapacityBytes - Used() + (bytes.Length - grown), 0, bytes.Length);
                file.Inode.Write(offset, bytes[..room]);
                throw new StoreFullException($"{Directory}/{file.Name}");
            }
            file.Inode.Write(offset, bytes);
            BeginOperation();
        }
    }

    internal void SetLength(SimulatedFile file, long length)
    {
        lock (_gate)
        {
            CheckOpen(file);
            if (Used() + length - file.Inode.Length > CapacityBytes)
                throw new StoreFullException($"{Directory}/{file.Name}");
            file.Inode.SetLength(length);
            BeginOperation();
        }
    }

    internal async ValueTask SyncAsync(SimulatedFile file)
    {
        Task? held;
        lock (_gate)
            held = _syncGate?.Task;
        if (held is not null)
        {
            lock (_gate)
                _syncHeld?.TrySetResult();
            await held;
        }
        lock (_gate)
        {
            CheckOpen(file);
            BeginOperation();
            if (_failingSyncs > 0)
            {
                _failingSyncs--;
                throw new IOException($"sync of {Directory}/{file.Name} failed: input/output error");
            }
            file.Inode.Sync();
            SyncCount++;
        }
    }

    internal long LengthOf(SimulatedFile file)
    {
        lock (_gate)
            return file.Inode.Length;
    }

    private long Used() => _names.Values.Select(bindings => bindings[^1]).Where(inode => inode is not null).Distinct().Sum(inode => inode!.Length);

    private SimulatedInode? Find(string name) => _names.TryGetValue(name, out var bindings) ? bindings[^1] : null;

    private void Bind(string name, SimulatedInode? inode)
    {
        if (!_names.TryGetValue(name, out var bindings))
            _names[name] = bindings = [null];
        bindings.Add(inode);
    }

    private void CheckOpen(SimulatedFile file)
    {
        ObjectDisposedException.ThrowIf(file.IsClosed, file);
        if (file.PowerCycle != _powerCycle)
            throw new IOException("the file was open when the power went");
        CheckPower();
    }

    private void CheckPower()
    {
        if (_isOff)
            throw new IOException("the power is off");
    }

    /// <summary>A sector is written whole or not at all.</summary>
    private static int WholeSectors(long offset, int length) => (int)Math.Max(0, (offset + length) / SimulatedInode.Sector * SimulatedInode.Sector - offset);

    private bool IsLastOperation() => _operationsLeft == 0;

    /// <summary>Counts an operation. When the power goes during it, its effect is there but not durable, and its caller does not return.</summary>
    private void BeginOperation()
    {
        CheckPower();
        OperationCount++;
        if (_operationsLeft is null)
            return;
        if (_operationsLeft-- > 0)
            return;
        _isOff = true;
        throw new IOException("the power went");
    }

    private sealed class Unlock(SimulatedDisk disk, object holder) : IDisposable
    {
        public void Dispose()
        {
            lock (disk._gate)
            {
                if (ReferenceEquals(disk._lockHolder, holder))
                    disk._lockHolder = null;
            }
        }
    }
}
