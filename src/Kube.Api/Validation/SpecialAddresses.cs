using System.Net;

namespace Kube.Api.Validation;

/// <summary>Addresses that no service may be reached at from outside: they mean something else to every host.</summary>
internal static class SpecialAddresses
{
    /// <summary>Reports an address that is unspecified, loopback, link-local or link-local multicast. A text that is no address is reported too.</summary>
    public static void Refuse(string value, FieldErrors errors, FieldPath path)
    {
        if (FormatRules.ParseIp(value) is not { Address: var address })
        {
            errors.Invalid(path, value, "must be a valid IP address");
            return;
        }

        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) errors.Invalid(path, value, $"may not be unspecified ({value})");
        if (IPAddress.IsLoopback(address)) errors.Invalid(path, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)");
        if (address.IsIPv6LinkLocal || bytes is [169, 254, _, _])
            errors.Invalid(path, value, "may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        if (bytes is [224, 0, 0, _] || (bytes.Length == 16 && bytes[0] == 0xff && (bytes[1] & 0x0f) == 2))
            errors.Invalid(path, value, "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
    }
}
