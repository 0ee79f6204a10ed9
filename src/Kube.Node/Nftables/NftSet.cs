namespace Kube.Node.Nftables;

/// <summary>A set, or a map when it has data.</summary>
/// <param name="Name">Its name in its table.</param>
/// <param name="Fields">The parts of its keys.</param>
internal sealed record NftSet(string Name, params NftField[] Fields)
{
    /// <summary>What keys lead to; empty for a set.</summary>
    public IReadOnlyList<NftField> Data { get; init; } = [];

    /// <summary>Whether keys lead to a verdict: where packets go on.</summary>
    public bool HasVerdicts { get; init; }

    /// <summary>Whether keys are ranges.</summary>
    public bool IsInterval { get; init; }

    /// <summary>Whether packets add keys, which go away again after a time.</summary>
    public bool IsDynamic { get; init; }

    /// <summary>Most keys; 0: any number.</summary>
    public uint Size { get; init; }

    public bool IsMap => HasVerdicts || Data.Count > 0;
}

/// <summary>A part of a key: its size in bytes, and how <c>nft</c> names it.</summary>
internal readonly record struct NftField(int Size, uint Type)
{
    public static NftField Address4 => new(4, NftNumbers.TypeAddress4);

    public static NftField Address6 => new(16, NftNumbers.TypeAddress6);

    public static NftField Protocol => new(1, NftNumbers.TypeProtocol);

    public static NftField Port => new(2, NftNumbers.TypePort);

    public static NftField Number => new(4, NftNumbers.TypeMark);

    /// <summary>Its size among others: keys are made of whole registers.</summary>
    public int Padded => (Size + 3) & ~3;

    public static int SizeOf(IReadOnlyList<NftField> fields) => fields.Count == 1 ? fields[0].Size : fields.Sum(field => field.Padded);

    public static uint TypeOf(IReadOnlyList<NftField> fields) => fields.Aggregate(0u, (type, field) => (type << 6) | field.Type);
}
