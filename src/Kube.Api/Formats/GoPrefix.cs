using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Kube.Api.Validation;

namespace Kube.Api.Formats;

/// <summary>An address and how many of its bits are the network's, as Go's <c>netip.ParsePrefix</c> reads it.</summary>
internal sealed record GoPrefix(IPAddress Address, int Length)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out GoPrefix? prefix, [NotNullWhen(false)] out string? error)
    {
        prefix = null;
        error = $"netip.ParsePrefix({BadValue.Quote(text)}): ";
        var slash = text.LastIndexOf('/');
        if (slash < 0)
        {
            error += "no '/'";
            return false;
        }
        if (!GoAddress.TryParse(text[..slash], out var address, out var reason))
        {
            error += reason;
            return false;
        }
        var bits = text[(slash + 1)..];
        if (bits.Length == 0 || (bits.Length > 1 && bits[0] == '0') || !int.TryParse(bits, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            error += "bad bits after slash: " + BadValue.Quote(bits);
            return false;
        }
        if (length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            error += "prefix length out of range";
            return false;
        }
        (prefix, error) = (new GoPrefix(address, length), null);
        return true;
    }

    /// <summary>The same network with no other bit set.</summary>
    public GoPrefix Masked() => new(FormatRules.Masked(Address, Length), Length);

    public bool Contains(IPAddress address) => address.AddressFamily == Address.AddressFamily && FormatRules.Masked(address, Length).Equals(FormatRules.Masked(Address, Length));

    public bool Contains(GoPrefix other) => other.Length >= Length && Contains(other.Address);

    public override string ToString() => $"{Address}/{Length.ToString(CultureInfo.InvariantCulture)}";
}
