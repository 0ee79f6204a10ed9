using System.Diagnostics.CodeAnalysis;
using System.Net;
using Kube.Api.Validation;

namespace Kube.Api.Formats;

/// <summary>Addresses as Go's <c>netip.ParseAddr</c> reads them, with its error messages.</summary>
internal static class GoAddress
{
    public static bool TryParse(string text, [NotNullWhen(true)] out IPAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        var reason = Reason(text, out var detail);
        if (reason is null && (address = FormatRules.ParseIp(text) is { Loose: false } parsed ? parsed.Address : null) is null) reason = "unable to parse IP";
        error = reason is null ? null : $"ParseAddr({BadValue.Quote(text)}): {reason}{(detail is null ? "" : $" (at {BadValue.Quote(detail)})")}";
        return error is null && address is not null;
    }

    private static string? Reason(string text, out string? detail)
    {
        detail = null;
        var mark = text.AsSpan().IndexOfAny(".:%");
        if (mark < 0) return "unable to parse IP";
        if (text[mark] == '%') return "missing IPv6 address";
        if (text[mark] == ':') return null;
        var parts = text.Split('.');
        var at = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            var part = parts[i];
            detail = text[at..];
            if (part.Length == 0) return "IPv4 field must have at least one digit";
            var bad = part.AsSpan().IndexOfAnyExceptInRange('0', '9');
            if (bad >= 0)
            {
                detail = text[(at + bad)..];
                return "unexpected character";
            }
            detail = null;
            if (part.Length > 1 && part[0] == '0') return "IPv4 field has octet with leading zero";
            if (part.Length > 3 || int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) > 255) return "IPv4 field has value >255";
            at += part.Length + 1;
        }
        return parts.Length switch
        {
            < 4 => "IPv4 address too short",
            > 4 => "IPv4 address too long",
            _ => null,
        };
    }
}
