namespace Kube.Store.Kv;

/// <summary>A condition of a transaction. A missing key compares as if all its numbers were 0, and never matches a value.</summary>
/// <remarks>Over a range the condition must hold for every key in it; a range of no keys compares as one missing key.</remarks>
public sealed class Compare
{
    private Compare(KeyRange range, CompareTarget target, CompareResult result, long number, ReadOnlyMemory<byte> value)
    {
        Range = range;
        Target = target;
        Result = result;
        Number = number;
        Value = value;
    }

    /// <summary>The keys compared.</summary>
    public KeyRange Range { get; }

    /// <summary>What of them is compared.</summary>
    public CompareTarget Target { get; }

    /// <summary>How the entry's field must stand to the operand.</summary>
    public CompareResult Result { get; }

    /// <summary>Operand of every target but <see cref="CompareTarget.Value"/>.</summary>
    public long Number { get; }

    /// <summary>Operand of <see cref="CompareTarget.Value"/>.</summary>
    public ReadOnlyMemory<byte> Value { get; }

    /// <summary>Compares the number of writes since creation.</summary>
    public static Compare OfVersion(KeyRange range, CompareResult result, long version) => new(range, CompareTarget.Version, result, version, default);

    /// <summary>Compares the revision of creation.</summary>
    public static Compare OfCreateRevision(KeyRange range, CompareResult result, long revision) => new(range, CompareTarget.CreateRevision, result, revision, default);

    /// <summary>Compares the revision of the last write.</summary>
    public static Compare OfModRevision(KeyRange range, CompareResult result, long revision) => new(range, CompareTarget.ModRevision, result, revision, default);

    /// <summary>Compares the lease.</summary>
    public static Compare OfLease(KeyRange range, CompareResult result, long lease) => new(range, CompareTarget.Lease, result, lease, default);

    /// <summary>Compares the value's bytes.</summary>
    public static Compare OfValue(KeyRange range, CompareResult result, ReadOnlyMemory<byte> value) => new(range, CompareTarget.Value, result, 0, value);
}
