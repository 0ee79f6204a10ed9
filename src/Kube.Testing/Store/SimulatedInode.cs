namespace Kube.Testing.Store;

/// <summary>A file's content: as it is, and per sector what it may be after a power cut.</summary>
internal sealed class SimulatedInode
{
    public const int Sector = 512;
    private readonly SortedDictionary<long, List<byte[]>> _unsynced = [];      // sector → the values before, the durable one first
    private readonly List<long> _lengths = [0];                                 // durable first, now last
    private byte[] _content = [];

    public long Length => _lengths[^1];

    public byte[] Content() => _content[..(int)Length];

    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Clamp(Length - offset, 0, buffer.Length);
        _content.AsSpan((int)Math.Min(offset, _content.Length), count).CopyTo(buffer);
        return count;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        if (offset + bytes.Length > Length)
            SetLength(offset + bytes.Length);
        Remember(offset, bytes.Length);
        bytes.CopyTo(_content.AsSpan((int)offset));
    }

    public void SetLength(long length)
    {
        if (length < Length)
        {
            Remember(length, Length - length);
            _content.AsSpan((int)length, (int)(Length - length)).Clear();
        }
        if (length > _content.Length)
            Array.Resize(ref _content, (int)Math.Max((length + Sector - 1) / Sector * Sector, Math.Min(_content.Length * 2L, 1 << 20)));
        if (length != Length)
            _lengths.Add(length);
    }

    public void FlipBit(long offset) => _content[offset] ^= 1;

    public void Sync()
    {
        _unsynced.Clear();
        _lengths.RemoveRange(0, _lengths.Count - 1);
    }

    public void LosePower(Random random)
    {
        var length = _lengths[random.Next(_lengths.Count)];
        foreach (var (sector, values) in _unsynced)
        {
            var choice = random.Next(values.Count + 1);
            if (choice < values.Count)
                values[choice].CopyTo(_content, (int)(sector * Sector));
        }
        if (length > _content.Length)
            Array.Resize(ref _content, (int)((length + Sector - 1) / Sector * Sector));
        _content.AsSpan((int)length).Clear();
        _lengths.Clear();
        _lengths.Add(length);
        _unsynced.Clear();
    }

    private void Remember(long offset, long count)
    {
        for (var sector = offset / Sector; sector <= (offset + count - 1) / Sector; sector++)
        {
            if (!_unsynced.TryGetValue(sector, out var values))
                _unsynced[sector] = values = [];
            values.Add(_content.AsSpan((int)(sector * Sector), Sector).ToArray());
        }
    }
}
