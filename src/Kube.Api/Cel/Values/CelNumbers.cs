using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A number. Numbers of different types compare by value.</summary>
internal abstract class CelNumber : CelValue
{
    public override bool EqualTo(CelValue other) => other is CelNumber && CompareTo(other) == 0;

    public override int? CompareTo(CelValue other) => (this, other) switch
    {
        (CelInt a, CelInt b) => a.Value.CompareTo(b.Value),
        (CelUint a, CelUint b) => a.Value.CompareTo(b.Value),
        (CelInt a, CelUint b) => a.Value < 0 ? -1 : ((ulong)a.Value).CompareTo(b.Value),
        (CelUint a, CelInt b) => b.Value < 0 ? 1 : a.Value.CompareTo((ulong)b.Value),
        (CelDouble a, CelDouble b) => Compare(a.Value, b.Value),
        (CelDouble a, CelInt b) => CompareExactly(a.Value, b.Value),
        (CelDouble a, CelUint b) => CompareExactly(a.Value, b.Value),
        (CelInt a, CelDouble b) => -CompareExactly(b.Value, a.Value),
        (CelUint a, CelDouble b) => -CompareExactly(b.Value, a.Value),
        _ => null,
    };

    // NaN has no order and equals nothing.
    private static int? Compare(double left, double right) => double.IsNaN(left) || double.IsNaN(right) ? null : left.CompareTo(right);

    private static int? CompareExactly(double left, Int128 right)
    {
        if (double.IsNaN(left)) return null;
        if (left < -9.3e18) return -1;
        if (left > 1.9e19) return 1;
        var whole = (Int128)Math.Truncate(left);
        var order = whole.CompareTo(right);
        return order != 0 ? order : left.CompareTo(Math.Truncate(left));
    }
}

internal sealed class CelInt : CelNumber
{
    private static readonly CelInt[] s_small = [.. Enumerable.Range(-1, 130).Select(value => new CelInt(value))];

    private CelInt(long value) => Value = value;

    public long Value { get; }

    public override CelType Type => CelType.Int;

    public static CelInt Of(long value) => value is >= -1 and < 129 ? s_small[value + 1] : new CelInt(value);
}

internal sealed class CelUint(ulong value) : CelNumber
{
    public ulong Value { get; } = value;

    public override CelType Type => CelType.Uint;
}

internal sealed class CelDouble(double value) : CelNumber
{
    public double Value { get; } = value;

    public override CelType Type => CelType.Double;
}
