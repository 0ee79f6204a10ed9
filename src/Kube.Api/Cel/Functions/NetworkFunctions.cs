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

    public static void AddTo(CelFunctions functions)
    {
        functions.AddType(s_ip.Name, s_ip);
        functions.AddType(s_cidr.Name, s_cidr);
        functions.Add("isIP", [CelType.String], CelType.Bool, args => CelBool.Of(ParseIp(Text(args[0])) is not CelError), CelCost.FirstText);
        functions.Add("ip", [CelType.String], s_ip, args => ParseIp(Text(args[0])), CelCost.FirstText);
        functions.Add("ip.isCanonical", [CelType.String], CelType.Bool, IsCanonical, CelCost.FirstText);
        functions.Add("string", [s_ip], CelType.String, args => CelString.Of(Ip(args[0]).ToString()));
        functions.AddMember("family", [s_ip], Int, args => CelInt.Of(Ip(args[0]).AddressFamily == AddressFamily.InterNetwork ? 4 : 6));
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
        functions.Add("isCIDR", [CelType.String], CelType.Bool, args => CelBool.Of(ParseCidr(Text(args[0])) is not CelError), CelCost.FirstText);
        functions.Add("cidr", [CelType.String], s_cidr, args => ParseCidr(Text(args[0])), CelCost.FirstText);
        functions.Add("string", [s_cidr], CelType.String, args => CelString.Of(Cidr(args[0]).ToString()));
        functions.AddMember("ip", [s_cidr], s_ip, args => Make(Cidr(args[0]).Address));
        functions.AddMember("masked", [s_cidr], s_cidr, args => new CelOpaque<GoPrefix>(s_cidr, Cidr(args[0]).Masked()));
        functions.AddMember("prefixLength", [s_cidr], Int, args => CelInt.Of(Cidr(args[0]).Length));
        functions.AddMember("containsIP", [s_cidr, s_ip], CelType.Bool, args => CelBool.Of(Cidr(args[0]).Contains(Ip(args[1]))));
        functions.AddMember("containsIP", [s_cidr, CelType.String], CelType.Bool,
            args => ParseIp(Text(args[1])) is CelOpaque<IPAddress> parsed ? CelBool.Of(Cidr(args[0]).Contains(parsed.Value)) : ParseIp(Text(args[1])), CelCost.SecondText);
        functions.AddMember("containsCIDR", [s_cidr, s_cidr], CelType.Bool, args => CelBool.Of(Cidr(args[0]).Contains(Cidr(args[1]))));
        functions.AddMember("containsCIDR", [s_cidr, CelType.String], CelType.Bool,
            args => ParseCidr(Text(args[1])) is CelOpaque<GoPrefix> parsed ? CelBool.Of(Cidr(args[0]).Contains(parsed.Value)) : ParseCidr(Text(args[1])), CelCost.SecondText);
    }

    private static IPAddress Ip(CelValue value) => ((CelOpaque<IPAddress>)value).Value;

    private static GoPrefix Cidr(CelValue value) => ((CelOpaque<GoPrefix>)value).Value;

    private static CelOpaque<IPAddress> Make(IPAddress address) => new(s_ip, address, address.AddressFamily == AddressFamily.InterNetwork ? 4 : 16);

    private static void Test(CelFunctions functions, string name, Func<IPAddress, bool> test) =>
        functions.AddMember(name, [s_ip], CelType.Bool, args => CelBool.Of(test(Ip(args[0]))));

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
