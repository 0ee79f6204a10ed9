using System.Buffers;
using System.Globalization;
using Kube.Api.Errors;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>How long a client is willing to wait, by its <c>timeout</c> parameter: a Go duration, as <c>kubectl --request-timeout</c> sends it.</summary>
internal static class RequestDeadline
{
    private static readonly SearchValues<char> s_digits = SearchValues.Create("0123456789.");

    private static readonly (string Unit, double Seconds)[] s_units =
        [("ns", 1e-9), ("us", 1e-6), ("µs", 1e-6), ("μs", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)];

    /// <summary>The shorter of what the client and what the server allows.</summary>
    /// <exception cref="BadRequestException">The parameter is no duration.</exception>
    public static TimeSpan Of(in QueryParameters query, TimeSpan most)
    {
        if (query.IsEmpty || query.Find("timeout") is not { Length: > 0 } text) return most;
        if (Seconds(text) is not { } seconds)
        {
            var why = text.AsSpan().TrimStart("+-") is { IsEmpty: false } rest && rest.IndexOfAnyExcept(s_digits) < 0 ? "missing unit in duration" : "invalid duration";
            throw new BadRequestException($"invalid timeout specified in the request URL - time: {why} {GoText.Quote(text)}");
        }

        return seconds > 0 && seconds < most.TotalSeconds ? TimeSpan.FromSeconds(seconds) : most;
    }

    private static double? Seconds(ReadOnlySpan<char> text)
    {
        var sign = text[0] == '-' ? -1 : 1;
        if (text[0] is '-' or '+') text = text[1..];
        if (text is "0") return 0;
        if (text.IsEmpty) return null;
        var sum = 0.0;
        while (!text.IsEmpty)
        {
            var digits = text.IndexOfAnyExcept(s_digits);
            if (digits <= 0 || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)) return null;
            text = text[digits..];
            var end = text.IndexOfAny(s_digits);
            var unit = end < 0 ? text : text[..end];
            var known = false;
            foreach (var (name, seconds) in s_units)
            {
                if (!unit.SequenceEqual(name)) continue;
                sum += count * seconds;
                known = true;
            }

            if (!known) return null;
            text = text[unit.Length..];
        }

        return sign * sum;
    }
}
