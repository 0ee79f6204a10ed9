using System.Net;
using System.Net.Sockets;
using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Formats;
using static Kube.Api.Cel.Functions.StandardFunctions;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' libraries of addresses and prefixes.</summary>
internal static class NetworkFunctions
{
    private static readonly CelType s_ip = Opaque("net.IP");
    private static readonly CelType s_cidr = Opaque("net.CIDR");
    private static readonly CelTextType<IPAddress> s_ipText = new(s_ip, ParseIp);
    private static readonly CelTextType<GoPrefix> s_cidrText = new(s_cidr, ParseCidr);

    public static void AddTo(CelFunctions functions)
    {
        s_ipText.AddTo(functions, "ip", "isIP");
        functions.Add("ip.isCanonical", [CelType.String], CelType.Bool, IsCanonical, CelCost.FirstText);
        functions.Add("string", [s_ip], CelType.String, args => CelString.Of(CelTextType<IPAddress>.Of(args[0]).ToString()));
        s_ipText.AddMember(functions, "family", Int, address => CelInt.Of(address.AddressFamily == AddressFamily.InterNetwork ? 4 : 6));
        Test(functions, "isUnspecified", address => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        Test(functions, "isLoopback", IPAddress.IsLoopback);
        Test(functions, "isLinkLocalMulticast", IsLinkLocalMulticast);
        Test(functions, "isLinkLocalUnicast", IsLinkLocalUnicast);
        Test(functions, "isGlobalUnicast", address => !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any) && !address.Equals(IPAddress.Broadcast)
            && !IPAddress.IsLoopback(address) && !IsMulticast(address) && !IsLinkLocalUnicast(address));
        AddPrefixes(functions);
    }

    private static void AddPrefixes(CelFunctions functions)
    {
        s_cidrText.AddTo(functions, "cidr", "isCIDR");
        functions.Add("string", [s_cidr], CelType.String, args => CelString.Of(CelTextType<GoPrefix>.Of(args[0]).ToString()));
        s_cidrText.AddMember(functions, "ip", s_ip, prefix => Make(prefix.Address));
        s_cidrText.AddMember(functions, "masked", s_cidr, prefix => new CelOpaque<GoPrefix>(s_cidr, prefix.Masked()));
        s_cidrText.AddMember(functions, "prefixLength", Int, prefix => CelInt.Of(prefix.Length));
        functions.AddMember("containsIP", [s_cidr, s_ip], CelType.Bool, args => CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(CelTextType<IPAddress>.Of(args[1]))));
        functions.AddMember("containsIP", [s_cidr, CelType.String], CelType.Bool,
            args => ParseIp(Text(args[1])) is CelOpaque<IPAddress> parsed ? CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(parsed.Value)) : ParseIp(Text(args[1])), CelCost.SecondText);
        s_cidrText.AddMember(functions, "containsCIDR", CelType.Bool, (outer, inner) => CelBool.Of(outer.Contains(inner)));
        functions.AddMember("containsCIDR", [s_cidr, CelType.String], CelType.Bool,
            args => ParseCidr(Text(args[1])) is CelOpaque<GoPrefix> parsed ? CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(parsed.Value)) : ParseCidr(Text(args[1])), CelCost.SecondText);
    }

    private static CelOpaque<IPAddress> Make(IPAddress address) => new(s_ip, address, address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16);

    private static void Test(CelFunctions functions, string name, Func<IPAddress, bool> test) =>
        s_ipText.AddMember(functions, name, CelType.Bool, address => CelBool.Of(test(address)));

    private static CelValue ParseIp(string text)
    {
        if (!GoAddress.TryParse(text, out var address, out var error)) return new CelError($"IP Address {Validation.BadValue.Quote(text)} parse error during conversion from string: {error}");
        if (text.Contains('%', StringComparison.Ordinal)) return new CelError($"IP address {Validation.BadValue.Quote(text)} with zone value is not allowed");
        return address.IsIPv4MappedToIPv6 ? new CelError($"IPv4-mapped IPv6 address {Validation.BadValue.Quote(text)} is not allowed") : Make(address);
    }

    private static CelValue ParseCidr(string text)
    {
        if (!GoPrefix.TryParse(text, out var prefix, out var error)) return new CelError($"network address parse error during conversion from string: {error}");
        return prefix.Address.IsIPv4MappedToIPv6
            ? new CelError($"IPv4-mapped IPv6 address {Validation.BadValue.Quote(text)} is not allowed")
            : new CelOpaque<GoPrefix>(s_cidr, prefix, prefix.Address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16);
    }

    private static CelValue IsCanonical(CelValue[] args) => ParseIp(Text(args[0])) switch
    {
        CelOpaque<IPAddress> parsed => CelBool.Of(parsed.Value.ToString() == Text(args[0])),
        var error => error,
    };

    private static bool IsMulticast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? (address.GetAddressBytes()[0] & 0xF0) == 0xE0
        : address.IsIPv6Multicast;

    private static bool IsLinkLocalMulticast(IPAddress address)
    {
        var octets = address.GetAddressBytes();
        return octets.Length == 4 ? octets is [224, 0, 0, _] : octets[0] == 0xFF && (octets[1] & 0x0F) == 0x02;
    }

    private static bool IsLinkLocalUnicast(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        ? address.GetAddressBytes() is [169, 254, _, _]
        : address.IsIPv6LinkLocal;
}
