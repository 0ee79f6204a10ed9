using System.Buffers;
using System.Globalization;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary>Instants and spans from their texts.</summary>
internal static class CelTimes
{
    private static readonly SearchValues<char> s_numberCharacters = SearchValues.Create("0123456789.");

    private static readonly (string Name, long Nanoseconds)[] s_units =
    [
        ("ns", 1), ("us", 1_000), ("µs", 1_000), ("μs", 1_000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ];

    /// <summary>RFC 3339.</summary>
    public static CelValue ParseTimestamp(CelString text)
    {
        var value = text.Value;
        var failure = CelError.Conversion(text, CelType.Timestamp);
        // The shape is checked here, since the framework's parser takes more than RFC 3339 does.
        if (value.Length < 20 || value[4] != '-' || value[7] != '-' || value[10] is not 'T' || value[13] != ':' || value[16] != ':') return failure;
        var zone = value.AsSpan(19).IndexOfAny('Z', '+', '-');
        if (zone < 0) return failure;
        zone += 19;
        var fraction = 0L;
        if (zone > 19)
        {
            var digits = value.AsSpan(20, zone - 20);
            if (value[19] != '.' || digits.Length == 0 || digits.ContainsAnyExceptInRange('0', '9')) return failure;
            fraction = long.Parse(digits.Length > 9 ? digits[..9].ToString() : digits.ToString().PadRight(9, '0'), CultureInfo.InvariantCulture);
        }
        if (!DateTime.TryParseExact(value.AsSpan(0, 19), "yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            || !TryParseOffset(value.AsSpan(zone), out var offset))
        {
            return failure;
        }
        return CelTimestamp.Checked(((Int128)(time.Ticks - DateTime.UnixEpoch.Ticks - offset.Ticks) * 100) + fraction);
    }

    /// <summary>Go's notation: <c>1h2m3.5s</c>.</summary>
    public static CelValue ParseDuration(CelString text)
    {
        var failure = CelError.Conversion(text, CelType.Duration);
        var rest = text.Value.AsSpan();
        var negative = rest.Length > 0 && rest[0] == '-';
        if (rest.Length > 0 && rest[0] is '-' or '+') rest = rest[1..];
        if (rest is "0") return new CelDuration(0);
        if (rest.IsEmpty) return failure;
        decimal total = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept(s_numberCharacters);
            if (digits <= 0 || digits > 28 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)) return failure;
            rest = rest[digits..];
            var end = rest.IndexOfAny(s_numberCharacters);
            var name = end < 0 ? rest : rest[..end];
            rest = rest[name.Length..];
            var unit = 0L;
            foreach (var (known, nanoseconds) in s_units)
            {
                if (name.SequenceEqual(known)) unit = nanoseconds;
            }
            if (unit == 0 || number > long.MaxValue / unit) return failure;
            total += number * unit;
        }
        if (total > long.MaxValue) return failure;
        return new CelDuration((long)(negative ? -total : total));
    }

    /// <summary>The offset of a zone at an instant: <c>UTC</c>, <c>+02:00</c> or a name of the tz database; null when there is no such zone.</summary>
    public static TimeSpan? ZoneOffset(string zone, DateTime utc)
    {
        if (zone.Length == 0) return null;
        if (zone is "UTC" or "Z") return TimeSpan.Zero;
        var colon = zone.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0)
        {
            var negative = zone[0] == '-';
            return int.TryParse(zone.AsSpan(zone[0] is '-' or '+' ? 1 : 0, colon - (zone[0] is '-' or '+' ? 1 : 0)), NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
                && int.TryParse(zone.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) && hours < 24 && minutes < 60
                    ? new TimeSpan(hours, minutes, 0) * (negative ? -1 : 1)
                    : null;
        }
        return TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found.GetUtcOffset(utc) : null;
    }

    private static bool TryParseOffset(ReadOnlySpan<char> zone, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (zone is "Z") return true;
        if (zone.Length != 6 || zone[3] != ':' || zone[0] is not ('+' or '-')
            || !int.TryParse(zone[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours)
            || !int.TryParse(zone[4..], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || hours > 23 || minutes > 59)
        {
            return false;
        }
        offset = new TimeSpan(hours, minutes, 0) * (zone[0] == '-' ? -1 : 1);
        return true;
    }
}
