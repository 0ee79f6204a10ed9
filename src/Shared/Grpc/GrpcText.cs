using System.Globalization;
using System.Text;

namespace Kube.Shared.Grpc;

/// <summary>The protocol's headers as text.</summary>
internal static class GrpcText
{
    public const string ContentType = "application/grpc";
    public const string ContentTypeOfProto = "application/grpc+proto";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Timeout = "grpc-timeout";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Identity = "identity";

    private const long MostTimeoutUnits = 99_999_999;

    /// <summary>Whether a content type is gRPC's, with any suffix or parameter.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>A time as <c>grpc-timeout</c> says it: at most eight digits and a unit, never less than what is left.</summary>
    public static string FormatTimeout(TimeSpan timeout)
    {
        if (timeout <= TimeSpan.Zero) return "1n";
        var (value, unit) = Scale(timeout);
        return string.Create(CultureInfo.InvariantCulture, $"{value}{unit}");
    }

    /// <summary>Reads <c>grpc-timeout</c>; null when it is malformed.</summary>
    public static TimeSpan? ParseTimeout(string text)
    {
        if (text.Length is < 2 or > 9 || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return null;
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(value * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(value * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(value * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(value * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(value * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks((value + TimeSpan.NanosecondsPerTick - 1) / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }

    /// <summary>A status message, percent-encoded as the protocol wants it: printable ASCII stays.</summary>
    public static string EncodeMessage(string message)
    {
        if (!message.AsSpan().ContainsAnyExceptInRange(' ', '~') && !message.Contains('%', StringComparison.Ordinal)) return message;
        var text = new StringBuilder(message.Length + 16);
        foreach (var octet in System.Text.Encoding.UTF8.GetBytes(message))
        {
            if (octet is >= 0x20 and <= 0x7E and not (byte)'%') text.Append((char)octet);
            else text.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>Reads a status message; what is not percent-encoded well is kept as it is.</summary>
    public static string DecodeMessage(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal)) return text;
        var octets = new byte[System.Text.Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == '%' && at + 2 < text.Length && byte.TryParse(text.AsSpan(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet))
            {
                octets[length++] = octet;
                at += 2;
            }
            else
            {
                length += System.Text.Encoding.UTF8.GetBytes(text.AsSpan(at, 1), octets.AsSpan(length));
            }
        }

        return System.Text.Encoding.UTF8.GetString(octets, 0, length);
    }

    private static (long Value, char Unit) Scale(TimeSpan timeout)
    {
        var ticks = timeout.Ticks;
        if (ticks <= MostTimeoutUnits * TimeSpan.TicksPerMicrosecond) return (RoundUp(ticks, TimeSpan.TicksPerMicrosecond), 'u');
        if (ticks <= MostTimeoutUnits * TimeSpan.TicksPerMillisecond) return (RoundUp(ticks, TimeSpan.TicksPerMillisecond), 'm');
        if (ticks <= MostTimeoutUnits * TimeSpan.TicksPerSecond) return (RoundUp(ticks, TimeSpan.TicksPerSecond), 'S');
        return (Math.Min(RoundUp(ticks, TimeSpan.TicksPerHour), MostTimeoutUnits), 'H');
    }

    private static long RoundUp(long ticks, long unit) => (ticks / unit) + (ticks % unit == 0 ? 0 : 1);
}
