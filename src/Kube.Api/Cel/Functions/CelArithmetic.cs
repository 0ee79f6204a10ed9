using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary>Sums, differences, products and quotients. What does not fit is an error, never a wrapped number.</summary>
internal static class CelArithmetic
{
    public static CelValue Add(CelValue[] args) => (args[0], args[1]) switch
    {
        (CelInt a, CelInt b) => Int((Int128)a.Value + b.Value),
        (CelUint a, CelUint b) => Uint((Int128)a.Value + b.Value),
        (CelDouble a, CelDouble b) => new CelDouble(a.Value + b.Value),
        (CelDuration a, CelDuration b) => CelDuration.Checked((Int128)a.Nanoseconds + b.Nanoseconds),
        (CelDuration a, CelTimestamp b) => CelTimestamp.Checked(a.Nanoseconds + b.Nanoseconds),
        (CelTimestamp a, CelDuration b) => CelTimestamp.Checked(a.Nanoseconds + b.Nanoseconds),
        _ => CelError.NoOverload,
    };

    public static CelValue Subtract(CelValue[] args) => (args[0], args[1]) switch
    {
        (CelInt a, CelInt b) => Int((Int128)a.Value - b.Value),
        (CelUint a, CelUint b) => Uint((Int128)a.Value - b.Value),
        (CelDouble a, CelDouble b) => new CelDouble(a.Value - b.Value),
        (CelDuration a, CelDuration b) => CelDuration.Checked((Int128)a.Nanoseconds - b.Nanoseconds),
        (CelTimestamp a, CelDuration b) => CelTimestamp.Checked(a.Nanoseconds - b.Nanoseconds),
        (CelTimestamp a, CelTimestamp b) => CelDuration.Checked(a.Nanoseconds - b.Nanoseconds),
        _ => CelError.NoOverload,
    };

    public static CelValue Multiply(CelValue[] args) => (args[0], args[1]) switch
    {
        (CelInt a, CelInt b) => Int((Int128)a.Value * b.Value),
        (CelUint a, CelUint b) => Uint((UInt128)a.Value * b.Value),
        (CelDouble a, CelDouble b) => new CelDouble(a.Value * b.Value),
        _ => CelError.NoOverload,
    };

    public static CelValue Divide(CelValue[] args) => (args[0], args[1]) switch
    {
        (CelInt, CelInt { Value: 0 }) or (CelUint, CelUint { Value: 0 }) => CelError.DivisionByZero,
        (CelInt a, CelInt b) => Int((Int128)a.Value / b.Value),
        (CelUint a, CelUint b) => new CelUint(a.Value / b.Value),
        (CelDouble a, CelDouble b) => new CelDouble(a.Value / b.Value),
        _ => CelError.NoOverload,
    };

    public static CelValue Modulo(CelValue[] args) => (args[0], args[1]) switch
    {
        (CelInt, CelInt { Value: 0 }) or (CelUint, CelUint { Value: 0 }) => CelError.ModulusByZero,
        (CelInt { Value: long.MinValue }, CelInt { Value: -1 }) => CelError.IntOverflow,
        (CelInt a, CelInt b) => CelInt.Of(a.Value % b.Value),
        (CelUint a, CelUint b) => new CelUint(a.Value % b.Value),
        _ => CelError.NoOverload,
    };

    private static CelValue Int(Int128 value) => value < long.MinValue || value > long.MaxValue ? CelError.IntOverflow : CelInt.Of((long)value);

    private static CelValue Uint(Int128 value) => value < 0 || value > ulong.MaxValue ? CelError.UintOverflow : new CelUint((ulong)value);

    private static CelValue Uint(UInt128 value) => value > ulong.MaxValue ? CelError.UintOverflow : new CelUint((ulong)value);
}
