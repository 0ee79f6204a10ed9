using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>An instant, in nanoseconds since 1970; years 1 to 9999.</summary>
internal sealed class CelTimestamp(Int128 nanoseconds) : CelValue
{
    private static readonly Int128 s_least = (Int128)(DateTime.MinValue.Ticks - DateTime.UnixEpoch.Ticks) * 100;
    private static readonly Int128 s_greatest = ((Int128)(DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) * 100) + 99;

    public Int128 Nanoseconds { get; } = nanoseconds;

    public override CelType Type => CelType.Timestamp;

    public DateTime Utc => DateTime.UnixEpoch.AddTicks((long)Floor(Nanoseconds, 100));

    public static CelTimestamp Of(DateTimeOffset time) => new((Int128)(time.UtcTicks - DateTime.UnixEpoch.Ticks) * 100);

    public static CelValue Checked(Int128 nanoseconds) =>
        nanoseconds < s_least || nanoseconds > s_greatest ? new CelError("timestamp overflow") : new CelTimestamp(nanoseconds);

    public override bool EqualTo(CelValue other) => other is CelTimestamp that && Nanoseconds == that.Nanoseconds;

    public override int? CompareTo(CelValue other) => other is CelTimestamp that ? Nanoseconds.CompareTo(that.Nanoseconds) : null;

    internal static Int128 Floor(Int128 value, long by)
    {
        var quotient = value / by;
        return value % by < 0 ? quotient - 1 : quotient;
    }
}

/// <summary>A span of time in nanoseconds.</summary>
internal sealed class CelDuration(long nanoseconds) : CelValue
{
    public long Nanoseconds { get; } = nanoseconds;

    public override CelType Type => CelType.Duration;

    public static CelValue Checked(Int128 nanoseconds) =>
        nanoseconds < long.MinValue || nanoseconds > long.MaxValue ? new CelError("duration overflow") : new CelDuration((long)nanoseconds);

    public override bool EqualTo(CelValue other) => other is CelDuration that && Nanoseconds == that.Nanoseconds;

    public override int? CompareTo(CelValue other) => other is CelDuration that ? Nanoseconds.CompareTo(that.Nanoseconds) : null;
}
