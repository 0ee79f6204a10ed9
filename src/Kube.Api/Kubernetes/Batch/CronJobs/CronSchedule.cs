using System.Buffers;
using System.Globalization;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.CronJobs;

/// <summary>Checks a schedule as the parser that upstream uses does (robfig/cron v3, five fields and descriptors), in its words.</summary>
internal static class CronSchedule
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");
    private static readonly Dictionary<string, int> None = [];
    private static readonly Dictionary<string, int> Months = Names(1, "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
    private static readonly Dictionary<string, int> Days = Names(0, "sun", "mon", "tue", "wed", "thu", "fri", "sat");

    private static readonly (int Lowest, int Highest, Dictionary<string, int> Names)[] Fields =
        [(0, 59, None), (0, 23, None), (1, 31, None), (1, 12, Months), (0, 6, Days)];

    /// <summary>What is wrong with a schedule; null when it is good.</summary>
    public static string? Check(string schedule)
    {
        if (schedule.Length == 0) return "empty spec string";
        if (schedule.StartsWith("TZ=", StringComparison.Ordinal) || schedule.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            var space = schedule.IndexOf(' ');
            var zone = schedule[(schedule.IndexOf('=') + 1)..(space < 0 ? schedule.Length : space)];
            if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _)) return $"provided bad location {zone}: unknown time zone {zone}";
            schedule = space < 0 ? "" : schedule[space..].Trim();
        }

        if (schedule.StartsWith('@')) return CheckDescriptor(schedule);
        var fields = schedule.Split([' ', '\t', '\n', '\v', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != Fields.Length) return $"expected exactly 5 fields, found {fields.Length}: [{string.Join(' ', fields)}]";
        for (var i = 0; i < fields.Length; i++)
        {
            foreach (var part in fields[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (CheckRange(part, Fields[i]) is { } error) return error;
            }
        }

        return null;
    }

    private static string? CheckDescriptor(string text)
    {
        const string Every = "@every ";
        if (text is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly") return null;
        if (!text.StartsWith(Every, StringComparison.Ordinal)) return $"unrecognized descriptor: {text}";
        var duration = text[Every.Length..];
        return IsDuration(duration) ? null : $"failed to parse duration {text}: time: invalid duration {BadValue.Quote(duration)}";
    }

    private static string? CheckRange(string text, (int Lowest, int Highest, Dictionary<string, int> Names) field)
    {
        var steps = text.Split('/');
        var limits = steps[0].Split('-');
        int start, end;
        if (limits[0] is "*" or "?") (start, end) = (field.Lowest, field.Highest);
        else
        {
            if (TryNumber(limits[0], field.Names, out start) is { } error) return error;
            end = start;
            if (limits.Length == 2 && TryNumber(limits[1], field.Names, out end) is { } error2) return error2;
            if (limits.Length > 2) return $"too many hyphens: {text}";
        }

        var step = 1;
        if (steps.Length == 2)
        {
            if (TryNumber(steps[1], None, out step) is { } error) return error;
            // N/step means from N to the last.
            if (limits is [not ("*" or "?")]) end = field.Highest;
        }
        else if (steps.Length > 2) return $"too many slashes: {text}";

        if (start < field.Lowest) return $"beginning of range ({start}) below minimum ({field.Lowest}): {text}";
        if (end > field.Highest) return $"end of range ({end}) above maximum ({field.Highest}): {text}";
        if (start > end) return $"beginning of range ({start}) beyond end of range ({end}): {text}";
        return step == 0 ? $"step of range should be a positive number: {text}" : null;
    }

    private static string? TryNumber(string text, Dictionary<string, int> names, out int number)
    {
        if (names.TryGetValue(text.ToLowerInvariant(), out number)) return null;
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number))
            return $"failed to parse int from {text}: strconv.Atoi: parsing {BadValue.Quote(text)}: invalid syntax";
        return number < 0 ? $"negative number ({number}) not allowed: {text}" : null;
    }

    // Go's durations: numbers with units, one after the other.
    private static bool IsDuration(string text)
    {
        if (text.Length > 0 && text[0] is '+' or '-') text = text[1..];
        if (text == "0") return true;
        var any = false;
        while (text.Length > 0)
        {
            var digits = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
            if (digits <= 0) return false;
            text = text[digits..];
            var unit = new[] { "ns", "us", "µs", "ms", "s", "m", "h" }.FirstOrDefault(name => text.StartsWith(name, StringComparison.Ordinal));
            if (unit is null) return false;
            text = text[unit.Length..];
            any = true;
        }

        return any;
    }

    private static Dictionary<string, int> Names(int first, params string[] names) =>
        names.Select((name, i) => (name, i)).ToDictionary(entry => entry.name, entry => entry.i + first, StringComparer.Ordinal);
}
