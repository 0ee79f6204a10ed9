using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Kube.Node.Dns;

/// <summary>Names that stand for addresses: <c>1.0.96.10.in-addr.arpa</c>.</summary>
internal static class ReverseName
{
    private const string V4 = ".in-addr.arpa";
    private const string V6 = ".ip6.arpa";

    public static bool TryParse(string name, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (name.EndsWith(V4, StringComparison.Ordinal)) return TryParseV4(name[..^V4.Length].Split('.'), out address);
        return name.EndsWith(V6, StringComparison.Ordinal) && TryParseV6(name[..^V6.Length].Split('.'), out address);
    }

    private static bool TryParseV4(string[] labels, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (labels.Length != 4) return false;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
            if (!byte.TryParse(labels[3 - i], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[i])) return false;
        address = new IPAddress(bytes);
        return true;
    }

    private static bool TryParseV6(string[] labels, [NotNullWhen(true)] out IPAddress? address)
    {
        address = null;
        if (labels.Length != 32) return false;
        Span<byte> bytes = stackalloc byte[16];
        for (var i = 0; i < 16; i++)
        {
            if (labels[31 - (2 * i)] is not [var high] || labels[30 - (2 * i)] is not [var low] || !char.IsAsciiHexDigit(high) || !char.IsAsciiHexDigit(low)) return false;
            bytes[i] = Convert.FromHexString([high, low])[0];
        }

        address = new IPAddress(bytes);
        return true;
    }
}
