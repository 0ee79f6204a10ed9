using System.Globalization;

namespace Kube.Api.Json;

/// <summary>RFC 3339 as Go's time package reads it, with its words for what is none.</summary>
internal static class GoTime
{
    private const string Layout = "2006-01-02T15:04:05Z07:00";
    private const string MicroLayout = "2006-01-02T15:04:05.000000Z07:00";

    /// <param name="text">The text.</param>
    /// <param name="micro">Exactly six digits of fraction are required and kept; otherwise any fraction is allowed and dropped.</param>
    /// <param name="time">The instant in UTC; null for Go's zero time.</param>
    /// <param name="error">Go's words when the text is no time.</param>
    public static bool TryParse(string text, bool micro, out DateTime? time, out string? error)
    {
        time = null;
        error = null;
        var at = 0;
        if (Number(text, ref at, 4, out var year) && Sign(text, ref at, '-') && Number(text, ref at, 2, out var month) && Sign(text, ref at, '-')
            && Number(text, ref at, 2, out var day) && Sign(text, ref at, 'T') && Number(text, ref at, 2, out var hour) && Sign(text, ref at, ':')
            && Number(text, ref at, 2, out var minute) && Sign(text, ref at, ':') && Number(text, ref at, 2, out var second)
            && Fraction(text, ref at, micro, out var ticks) && Zone(text, ref at, out var offset))
        {
            if (at < text.Length) error = Failure(text, $": extra text: {GoText.Quote(text[at..])}");
            else if (OutOfRange(year, month, day, hour, minute, second) is { } range) error = Failure(text, $": {range} out of range");
            else time = Instant(year, month, day, hour, minute, second, ticks, offset);
            return error is null;
        }
        error = Failure(text, $" as {GoText.Quote(micro ? MicroLayout : Layout)}: cannot parse {GoText.Quote(text[at..])} as {GoText.Quote(Element(at, micro))}");
        return false;
    }

    private static string Failure(string text, string why) => $"parsing time {GoText.Quote(text)}{why}";

    private static DateTime? Instant(int year, int month, int day, int hour, int minute, int second, int ticks, int offsetMinutes)
    {
        // Year 0 is before anything DateTime can hold; like Go's zero time it says that nothing is known.
        if (year == 0) return null;
        var local = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + ticks - (offsetMinutes * TimeSpan.TicksPerMinute);
        if (local <= 0 || local > DateTime.MaxValue.Ticks) return null;
        return new DateTime(local, DateTimeKind.Utc);
    }

    private static string? OutOfRange(int year, int month, int day, int hour, int minute, int second) =>
        month is < 1 or > 12 ? "month"
        : day < 1 || day > DateTime.DaysInMonth(Math.Max(year, 4), month) ? "day"
        : hour > 23 ? "hour" : minute > 59 ? "minute" : second > 59 ? "second" : null;

    private static bool Number(string text, ref int at, int digits, out int value)
    {
        value = 0;
        if (at + digits > text.Length) return false;
        var number = 0;
        foreach (var c in text.AsSpan(at, digits))
        {
            if (!char.IsAsciiDigit(c)) return false;
            number = (number * 10) + (c - '0');
        }

        value = number;
        at += digits;
        return true;
    }

    private static bool Sign(string text, ref int at, char sign)
    {
        if (at >= text.Length || text[at] != sign) return false;
        at++;
        return true;
    }

    private static bool Fraction(string text, ref int at, bool micro, out int ticks)
    {
        ticks = 0;
        if (at >= text.Length || text[at] is not ('.' or ',')) return !micro;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        if (end == at + 1 || (micro && end - at != 7)) return !micro && end == at + 1;
        if (micro) ticks = int.Parse(text.AsSpan(at + 1, 6), NumberStyles.None, CultureInfo.InvariantCulture) * 10;
        at = end;
        return true;
    }

    private static bool Zone(string text, ref int at, out int minutes)
    {
        minutes = 0;
        if (Sign(text, ref at, 'Z')) return true;
        if (at + 6 > text.Length || text[at] is not ('+' or '-') || text[at + 3] != ':') return false;
        var from = at + 1;
        var end = at + 4;
        if (!Number(text, ref from, 2, out var hours) || !Number(text, ref end, 2, out var rest) || hours > 24 || rest > 60) return false;
        minutes = ((hours * 60) + rest) * (text[at] == '-' ? -1 : 1);
        at += 6;
        return true;
    }

    // The element of the layout at which reading stopped.
    private static string Element(int at, bool micro) => at switch
    {
        < 4 => "2006",
        4 or 7 => "-",
        5 => "01",
        8 => "02",
        10 => "T",
        11 => "15",
        13 or 16 => ":",
        14 => "04",
        17 => "05",
        19 when micro => ".000000",
        _ => "Z07:00",
    };
}
