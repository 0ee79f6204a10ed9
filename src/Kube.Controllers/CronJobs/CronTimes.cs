using System.Buffers;
using System.Globalization;

namespace Kube.Controllers.CronJobs;

/// <summary>The times of a schedule: five fields, or a descriptor such as <c>@daily</c> or <c>@every 5m</c>, as upstream's parser reads them. Immutable.</summary>
internal sealed class CronTimes
{
    private static readonly SearchValues<char> s_number = SearchValues.Create("0123456789.");

    private static readonly (int Lowest, int Highest, string[] Names)[] s_fields =
    [
        (0, 59, []), (0, 23, []), (1, 31, []), (1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        (0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    private readonly ulong[] _fields;
    private readonly TimeSpan? _every;
    private readonly TimeZoneInfo _zone;

    // Two restricted kinds of days mean either.
    private readonly bool _anyDayOfMonth;
    private readonly bool _anyDayOfWeek;

    private CronTimes(ulong[] fields, bool anyDayOfMonth, bool anyDayOfWeek, TimeZoneInfo zone) =>
        (_fields, _anyDayOfMonth, _anyDayOfWeek, _zone) = (fields, anyDayOfMonth, anyDayOfWeek, zone);

    private CronTimes(TimeSpan every, TimeZoneInfo zone) => (_fields, _every, _zone) = ([], every, zone);

    /// <summary>Reads a schedule.</summary>
    /// <param name="schedule">The schedule; it may begin with <c>TZ=</c> and the name of a zone.</param>
    /// <param name="zone">The zone that its hours are of, when it names none.</param>
    /// <exception cref="FormatException">It is none.</exception>
    public static CronTimes Parse(string schedule, TimeZoneInfo zone)
    {
        if (schedule.StartsWith("TZ=", StringComparison.Ordinal) || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var space = schedule.IndexOf(' ', StringComparison.Ordinal);
            var name = space < 0 ? "" : schedule[(schedule.IndexOf('=', StringComparison.Ordinal) + 1)..space];
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(name, out var own)) throw new FormatException($"provided bad location {name}: unknown time zone {name}");
            (schedule, zone) = (schedule[space..].Trim(), own);
        }

        if (schedule.StartsWith("@every ", StringComparison.Ordinal))
        {
            var every = GoDuration(schedule[7..]);
            // Shorter than a second is a second, and parts of seconds are none.
            return new(TimeSpan.FromSeconds(Math.Max(1, Math.Floor(every.TotalSeconds))), zone);
        }

        var fields = Described(schedule).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != s_fields.Length) throw new FormatException($"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]");
        return new([.. fields.Select((field, i) => Bits(field, s_fields[i]))], IsAny(fields[2]), IsAny(fields[4]), zone);
    }

    /// <summary>The first time after another; null: there is none within five years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after)
    {
        if (_every is { } every) return new DateTimeOffset(after.UtcTicks - (after.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero) + every;
        var local = TimeZoneInfo.ConvertTime(after, _zone).DateTime;
        var time = new DateTime(local.Year, local.Month, local.Day, local.Hour, local.Minute, 0, DateTimeKind.Unspecified).AddMinutes(1);
        var last = time.AddYears(5);
        while (time < last)
        {
            if (!Has(3, time.Month)) time = new DateTime(time.Year, time.Month, 1).AddMonths(1);
            else if (!IsDay(time)) time = time.Date.AddDays(1);
            else if (!Has(1, time.Hour)) time = time.Date.AddHours(time.Hour + 1);
            else if (!Has(0, time.Minute)) time = time.AddMinutes(1);
            // An hour that the clocks leave out does not come that day; of one that comes twice the first counts.
            else if (_zone.IsInvalidTime(time) || ToUtc(time) <= after) time = time.AddMinutes(1);
            else return ToUtc(time);
        }

        return null;
    }

    private DateTimeOffset ToUtc(DateTime local)
    {
        var offset = _zone.IsAmbiguousTime(local) ? _zone.GetAmbiguousTimeOffsets(local).Max() : _zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private bool IsDay(DateTime time)
    {
        var (ofMonth, ofWeek) = (Has(2, time.Day), Has(4, (int)time.DayOfWeek));
        return _anyDayOfMonth || _anyDayOfWeek ? ofMonth && ofWeek : ofMonth || ofWeek;
    }

    private bool Has(int field, int value) => (_fields[field] & (1UL << value)) != 0;

    private static bool IsAny(string field) => field.Split(',').Any(static part => part.Split('/') is [("*" or "?"), .. var steps] && (steps.Length == 0 || steps[0] == "1"));

    private static string Described(string schedule) => schedule switch
    {
        "@yearly" or "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" or "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        ['@', ..] => throw new FormatException($"unrecognized descriptor: {schedule}"),
        _ => schedule,
    };

    private static ulong Bits(string field, (int Lowest, int Highest, string[] Names) range)
    {
        var bits = 0UL;
        foreach (var part in field.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var steps = part.Split('/');
            var limits = steps[0].Split('-');
            var isAny = limits[0] is "*" or "?";
            var start = isAny ? range.Lowest : Number(limits[0], range);
            var end = isAny ? range.Highest : limits.Length > 1 ? Number(limits[1], range) : steps.Length > 1 ? range.Highest : start;
            var step = steps.Length > 1 ? Number(steps[1], (0, int.MaxValue, [])) : 1;
            if (start < range.Lowest || end > range.Highest || start > end || step == 0) throw new FormatException($"out of range: {part}");
            for (var value = start; value <= end; value += step) bits |= 1UL << value;
        }

        return bits;
    }

    private static int Number(string text, (int Lowest, int Highest, string[] Names) range)
    {
        var name = Array.FindIndex(range.Names, known => known.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (name >= 0) return name + range.Lowest;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"failed to parse int from {text}");
    }

    private static TimeSpan GoDuration(string text)
    {
        var sum = 0.0;
        for (var rest = text.AsSpan(); rest.Length > 0;)
        {
            var digits = rest.IndexOfAnyExcept(s_number);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) throw new FormatException($"invalid duration \"{text}\"");
            rest = rest[digits..];
            var letters = rest.IndexOfAny(s_number) is var end and >= 0 ? end : rest.Length;
            sum += count * rest[..letters] switch { "h" => 3600, "m" => 60, "s" => 1, "ms" => 1e-3, "us" or "µs" => 1e-6, "ns" => 1e-9, _ => throw new FormatException($"invalid duration \"{text}\"") };
            rest = rest[letters..];
        }

        return TimeSpan.FromSeconds(sum);
    }
}
