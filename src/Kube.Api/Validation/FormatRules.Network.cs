using System.Net;
using System.Net.Sockets;

namespace Kube.Api.Validation;

/// <summary>Addresses, networks and ports.</summary>
internal static partial class FormatRules
{
    public const string IpText = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)";
    public const string CidrText = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

    /// <summary>A port's number.</summary>
    public static IReadOnlyList<string> PortNumber(int port) => port is >= 1 and <= 65535 ? [] : [Between(1, 65535)];

    /// <summary>A port's name as IANA has it: at most 15 characters, one of them a letter.</summary>
    public static IReadOnlyList<string> PortName(string name)
    {
        var errors = new List<string>();
        if (Utf8Length(name) > 15) errors.Add(MaxLength(15));
        if (name.Length == 0 || !name.All(c => IsLowerAlphanumeric(c) || c == '-'))
            errors.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        if (!name.Any(char.IsAsciiLetterLower)) errors.Add("must contain at least one letter (a-z)");
        if (name.Contains("--", StringComparison.Ordinal)) errors.Add("must not contain consecutive hyphens");
        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-')) errors.Add("must not begin or end with a hyphen");
        return errors;
    }

    /// <summary>An address; leading zeros and IPv4 inside IPv6 are refused unless the object already had it.</summary>
    public static IReadOnlyList<string> Ip(string value) => ParseIp(value) switch
    {
        null => [IpText],
        { Loose: true } => ["must not have leading 0s"],
        { Address.IsIPv4MappedToIPv6: true } => ["must not be an IPv4-mapped IPv6 address"],
        _ => [],
    };

    /// <summary>A network; leading zeros, IPv4 inside IPv6 and bits beyond the prefix are refused unless the object already had it.</summary>
    public static IReadOnlyList<string> Cidr(string value) => ParseCidr(value) switch
    {
        null => [CidrText],
        { Loose: true } => ["must not have leading 0s in IP or prefix length"],
        { Address.IsIPv4MappedToIPv6: true } => ["must not have an IPv4-mapped IPv6 address"],
        var network when !Masked(network.Address, network.PrefixLength).Equals(network.Address) => ["must not have bits set beyond the prefix length"],
        _ => [],
    };

    /// <summary>Reads an address as Go's older parser does: leading zeros in IPv4 are decimal.</summary>
    public static ParsedIp? ParseIp(string value)
    {
        if (value.Contains(':')) return ParseIpv6(value);
        return ParseIpv4(value, out var loose) is { } address ? new ParsedIp(address, loose) : null;
    }

    public static ParsedCidr? ParseCidr(string value)
    {
        var slash = value.IndexOf('/');
        if (slash < 0) return null;
        var digits = value.AsSpan(slash + 1);
        if (digits.Length is 0 or > 4 || digits.ContainsAnyExceptInRange('0', '9')) return null;
        if (ParseIp(value[..slash]) is not { } ip) return null;
        var length = int.Parse(digits);
        var bits = ip.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return length > bits ? null : new ParsedCidr(ip.Address, length, ip.Loose || (digits.Length > 1 && digits[0] == '0'));
    }

    /// <summary>The network's own address: bits beyond the prefix cleared.</summary>
    public static IPAddress Masked(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var keep = Math.Clamp(prefixLength - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - keep));
        }

        return new IPAddress(bytes);
    }

    private static IPAddress? ParseIpv4(ReadOnlySpan<char> value, out bool loose)
    {
        loose = false;
        Span<byte> bytes = stackalloc byte[4];
        for (var i = 0; i < 4; i++)
        {
            var end = i < 3 ? value.IndexOf('.') : value.Length;
            if (end <= 0) return null;
            var part = value[..end];
            if (part.ContainsAnyExceptInRange('0', '9') || part.Length > 9 || int.Parse(part) > 255) return null;
            loose |= part.Length > 1 && part[0] == '0';
            bytes[i] = (byte)int.Parse(part);
            value = i < 3 ? value[(end + 1)..] : [];
        }

        return new IPAddress(bytes);
    }

    private static ParsedIp? ParseIpv6(string value)
    {
        if (value.AsSpan().IndexOfAny('%', '[', ']') >= 0) return null;
        var last = value.LastIndexOf(':');
        var loose = false;
        if (value.Contains('.'))
        {
            // Go's older parser takes leading zeros in the IPv4 tail; .NET's would read them as octal.
            if (ParseIpv4(value.AsSpan(last + 1), out loose) is not { } tail) return null;
            value = value[..(last + 1)] + tail;
        }

        return IPAddress.TryParse(value, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 ? new ParsedIp(address, loose) : null;
    }

    /// <param name="Address">The address.</param>
    /// <param name="Loose">Whether it was written with leading zeros.</param>
    internal sealed record ParsedIp(IPAddress Address, bool Loose);

    /// <param name="Address">The address as written, bits beyond the prefix included.</param>
    /// <param name="PrefixLength">The prefix's length in bits.</param>
    /// <param name="Loose">Whether it was written with leading zeros.</param>
    internal sealed record ParsedCidr(IPAddress Address, int PrefixLength, bool Loose);
}
