namespace Kube.Node.Nftables;

/// <summary>One key of a set and what it leads to.</summary>
/// <param name="Key">The key; the beginning of the range where keys are ranges.</param>
internal readonly record struct NftElement(ReadOnlyMemory<byte> Key)
{
    /// <summary>The last key of the range, in a set of concatenated ranges.</summary>
    public ReadOnlyMemory<byte> KeyEnd { get; init; }

    /// <summary>The data that it leads to.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>The chain that it leads to.</summary>
    public string? Chain { get; init; }

    /// <summary>The verdict that it leads to.</summary>
    public uint? Verdict { get; init; }

    /// <summary>Whether it is the first key after a range, in a set of plain ranges.</summary>
    public bool IsIntervalEnd { get; init; }
}
