namespace Kube.Node.Nftables;

/// <summary>A key of one of the table's sets. Equal by its bytes.</summary>
internal readonly struct EntryKey(string set, byte[] bytes) : IEquatable<EntryKey>
{
    public string Set => set;

    public byte[] Bytes => bytes;

    public bool Equals(EntryKey other) => ReferenceEquals(set, other.Set) && bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is EntryKey other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(bytes);
        return hash.ToHashCode();
    }
}
