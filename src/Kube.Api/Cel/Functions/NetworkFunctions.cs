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

    // Reading it, and comparing it with what was read.
    private static readonly CelCost s_canonical = new(
        sizes => sizes[0].Times(2 * CelCost.StringTraversal), (args, _) => CelCost.Ceiling(args[0].Size * 2 * CelCost.StringTraversal));

    private static readonly CelCost s_containsIp = Containing(masks: false, reads: false);
    private static readonly CelCost s_containsIpText = Containing(masks: false, reads: true);
    private static readonly CelCost s_containsPrefix = Containing(masks: true, reads: false);
    private static readonly CelCost s_containsPrefixText = Containing(masks: true, reads: true);

    public static void AddTo(CelFunctions functions)
    {
        s_ipText.AddTo(functions, "ip", "isIP");
        functions.Add("ip.isCanonical", [CelType.String], CelType.Bool, IsCanonical, s_canonical);
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
        functions.AddMember("containsIP", [s_cidr, s_ip], CelType.Bool, args => CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(CelTextType<IPAddress>.Of(args[1]))), s_containsIp);
        functions.AddMember("containsIP", [s_cidr, CelType.String], CelType.Bool,
            args => ParseIp(Text(args[1])) is CelOpaque<IPAddress> parsed ? CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(parsed.Value)) : ParseIp(Text(args[1])), s_containsIpText);
        functions.AddMember("containsCIDR", [s_cidr, s_cidr], CelType.Bool, args => CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(CelTextType<GoPrefix>.Of(args[1]))), s_containsPrefix);
        functions.AddMember("containsCIDR", [s_cidr, CelType.String], CelType.Bool,
            args => ParseCidr(Text(args[1])) is CelOpaque<GoPrefix> parsed ? CelBool.Of(CelTextType<GoPrefix>.Of(args[0]).Contains(parsed.Value)) : ParseCidr(Text(args[1])), s_containsPrefixText);
    }

    // The octets of both are compared, of which there are four or sixteen; a prefix is masked first, and a text is read.
    private static CelCost Containing(bool masks, bool reads)
    {
        var octets = new CelSize(4, 16);
        var estimate = (octets + octets).Times(CelCost.StringTraversal);
        if (masks) estimate += octets.Times(CelCost.StringTraversal) + CelSize.One;
        return new CelCost(
            sizes => reads ? estimate + sizes[1].Times(CelCost.StringTraversal) : estimate,
            (args, _) => CelCost.Ceiling(2 * args[0].Size * CelCost.StringTraversal)
                + (masks ? CelCost.Ceiling(args[0].Size * CelCost.StringTraversal) + 1 : 0)
                + (reads ? CelCost.Ceiling(args[1].Size * CelCost.StringTraversal) : 0));
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
