using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Parts of instants, in UTC or in a zone, and of spans.</summary>
internal static class TimeFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        Part(functions, "getFullYear", time => time.Year);
        Part(functions, "getMonth", time => time.Month - 1);
        Part(functions, "getDayOfYear", time => time.DayOfYear - 1);
        Part(functions, "getDayOfMonth", time => time.Day - 1);
        Part(functions, "getDate", time => time.Day);
        Part(functions, "getDayOfWeek", time => (int)time.DayOfWeek);
        Part(functions, "getHours", time => time.Hour);
        Part(functions, "getMinutes", time => time.Minute);
        Part(functions, "getSeconds", time => time.Second);
        Part(functions, "getMilliseconds", time => time.Millisecond);
        Whole(functions, "getHours", 3_600_000_000_000);
        Whole(functions, "getMinutes", 60_000_000_000);
        Whole(functions, "getSeconds", 1_000_000_000);
        functions.AddMember("getMilliseconds", [Duration], Int, args => CelInt.Of(((CelDuration)args[0]).Nanoseconds / 1_000_000 % 1000));
    }

    private static void Part(CelFunctions functions, string name, Func<DateTime, int> part)
    {
        functions.AddMember(name, [Timestamp], Int, args => CelInt.Of(part(((CelTimestamp)args[0]).Utc)));
        functions.AddMember(name, [Timestamp, CelType.String], Int, args =>
        {
            var time = ((CelTimestamp)args[0]).Utc;
            var zone = StandardFunctions.Text(args[1]);
            return CelTimes.ZoneOffset(zone, time) is { } offset ? CelInt.Of(part(time + offset)) : new CelError($"unknown time zone {zone}");
        });
    }

    private static void Whole(CelFunctions functions, string name, long unit) =>
        functions.AddMember(name, [Duration], Int, args => CelInt.Of(((CelDuration)args[0]).Nanoseconds / unit));
}
