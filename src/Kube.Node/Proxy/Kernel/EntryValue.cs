namespace Kube.Node.Proxy.Kernel;

/// <summary>What a key leads to: a chain, a verdict, an endpoint; or nothing, in a set. Equal by what it says.</summary>
/// <param name="Chain">The chain.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Data">An endpoint's address and port; of a range, its last key.</param>
internal sealed record EntryValue(BalancingChain? Chain, uint? Verdict, byte[]? Data)
{
    public static EntryValue None { get; } = new(null, null, null);

    public static EntryValue To(BalancingChain chain) => new(chain, null, null);

    public static EntryValue Of(uint verdict) => new(null, verdict, null);

    public static EntryValue Of(byte[] data) => new(null, null, data);

    public bool Equals(EntryValue? other) =>
        other is not null && Chain == other.Chain && Verdict == other.Verdict && (Data ?? []).AsSpan().SequenceEqual(other.Data ?? []);

    public override int GetHashCode() => HashCode.Combine(Chain, Verdict, Data?.Length);
}
