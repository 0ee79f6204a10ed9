using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Endpoints;

/// <summary>The rules of endpoints.</summary>
internal static class EndpointsValidation
{
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static void Validate(V1Endpoints endpoints, FieldErrors errors)
    {
        // A server that listens on loopback alone says so in its own endpoints; its node's proxy reaches it there.
        var isServersOwn = endpoints.Metadata is { Name: "kubernetes", Namespace: "default" };
        for (var i = 0; i < endpoints.Subsets?.Count; i++) ValidateSubset(endpoints.Subsets[i], isServersOwn, errors, FieldPath.Root("subsets").Index(i));
    }

    private static void ValidateSubset(V1EndpointSubset subset, bool isServersOwn, FieldErrors errors, FieldPath path)
    {
        if ((subset.Addresses?.Count ?? 0) + (subset.NotReadyAddresses?.Count ?? 0) == 0)
            errors.Required(path, "must specify `addresses` or `notReadyAddresses`");
        for (var i = 0; i < subset.Addresses?.Count; i++) ValidateAddress(subset.Addresses[i], isServersOwn, errors, path.Child("addresses").Index(i));
        for (var i = 0; i < subset.NotReadyAddresses?.Count; i++)
            ValidateAddress(subset.NotReadyAddresses[i], isServersOwn, errors, path.Child("notReadyAddresses").Index(i));
        for (var i = 0; i < subset.Ports?.Count; i++) ValidatePort(subset.Ports[i], subset.Ports.Count > 1, errors, path.Child("ports").Index(i));
    }

    private static void ValidateAddress(V1EndpointAddress address, bool isServersOwn, FieldErrors errors, FieldPath path)
    {
        errors.InvalidEach(path.Child("ip"), address.Ip, FormatRules.Ip(address.Ip));
        if (!string.IsNullOrEmpty(address.Hostname)) errors.InvalidEach(path.Child("hostname"), address.Hostname, FormatRules.DnsLabel(address.Hostname));
        if (address.NodeName is { } node) errors.InvalidEach(path.Child("nodeName"), node, FormatRules.DnsSubdomain(node));
        if (!isServersOwn) SpecialAddresses.Refuse(address.Ip, errors, path.Child("ip"));
    }

    private static void ValidatePort(Corev1EndpointPort port, bool nameRequired, FieldErrors errors, FieldPath path)
    {
        if (!string.IsNullOrEmpty(port.Name)) errors.InvalidEach(path.Child("name"), port.Name, FormatRules.DnsLabel(port.Name));
        else if (nameRequired) errors.Required(path.Child("name"));
        errors.InvalidEach(path.Child("port"), port.Port, FormatRules.PortNumber(port.Port));
        errors.OneOf(path.Child("protocol"), port.Protocol, Protocols);
        if (port.AppProtocol is { } protocol) errors.InvalidEach(path.Child("appProtocol"), protocol, FormatRules.QualifiedName(protocol));
    }
}
