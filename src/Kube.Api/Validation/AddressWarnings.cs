using System.Net.Sockets;

namespace Kube.Api.Validation;

/// <summary>Warnings about addresses that are valid today but written as a later release will refuse.</summary>
internal static class AddressWarnings
{
    public static void AddIp(FieldPath path, string value, ICollection<string> warnings)
    {
        if (FormatRules.ParseIp(value) is not { } ip) return;
        var canonical = (ip.Address.IsIPv4MappedToIPv6 ? ip.Address.MapToIPv4() : ip.Address).ToString();
        if (ip.Loose || ip.Address.IsIPv4MappedToIPv6) warnings.Add(NonStandard(path, "IP address", value, canonical));
        else if (canonical != value)
            warnings.Add($"{path}: IPv6 address {BadValue.Quote(value)} should be in RFC 5952 canonical format ({BadValue.Quote(canonical)})");
    }

    public static void AddCidr(FieldPath path, string value, ICollection<string> warnings)
    {
        if (FormatRules.ParseCidr(value) is not { } network) return;
        var masked = FormatRules.Masked(network.Address, network.PrefixLength);
        var canonical = $"{masked}/{network.PrefixLength}";
        var exact = masked.Equals(network.Address);
        if (!exact)
        {
            var bits = network.Address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
            warnings.Add($"{path}: CIDR value {BadValue.Quote(value)} is ambiguous in this context (should be \"{canonical}\" or \"{network.Address}/{bits}\"?)");
        }

        if (network.Loose || network.Address.IsIPv4MappedToIPv6) warnings.Add(NonStandard(path, "CIDR value", value, canonical));
        else if (exact && canonical != value)
            warnings.Add($"{path}: IPv6 CIDR value {BadValue.Quote(value)} should be in RFC 5952 canonical format ({BadValue.Quote(canonical)})");
    }

    private static string NonStandard(FieldPath path, string what, string value, string canonical) =>
        $"{path}: non-standard {what} {BadValue.Quote(value)} will be considered invalid in a future Kubernetes release: use {BadValue.Quote(canonical)}";
}
