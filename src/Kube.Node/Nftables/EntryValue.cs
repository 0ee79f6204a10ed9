namespace Kube.Node.Nftables;

/// <summary>What a key leads to: a chain, a verdict, data; or nothing, in a set. Equal by what it says.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Data">Data; of a range, its last key.</param>
/// <param name="IsRange">Whether the key is the first of a range.</param>
internal sealed record EntryValue(NftChain? Chain, uint? Verdict, byte[]? Data, bool IsRange)
{
    public static EntryValue None { get; } = new(null, null, null, IsRange: false);

    public static EntryValue To(NftChain chain) => new(chain, null, null, IsRange: false);

    public static EntryValue Of(uint verdict) => new(null, verdict, null, IsRange: false);

    public static EntryValue Of(byte[] data) => new(null, null, data, IsRange: false);

    public static EntryValue Until(byte[] last) => new(null, null, last, IsRange: true);

    public bool Equals(EntryValue? other) =>
        other is not null && Equals(Chain, other.Chain) && Verdict == other.Verdict && (Data ?? []).AsSpan().SequenceEqual(other.Data ?? []);

    public override int GetHashCode() => HashCode.Combine(Chain, Verdict, Data?.Length);
}
