using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Discovery.EndpointSlices;

/// <summary>The rules of endpoint slices.</summary>
internal static class EndpointSliceValidation
{
    public const string Fqdn = "FQDN";
    private const int MaximumEndpoints = 1000;
    private const int MaximumAddresses = 100;
    private const int MaximumPorts = 20000;
    private const int MaximumZoneHints = 8;
    private static readonly string[] Types = [Fqdn, "IPv4", "IPv6"];
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static void Validate(V1EndpointSlice slice, FieldErrors errors)
    {
        errors.OneOf(FieldPath.Root("addressType"), slice.AddressType, Types);
        ValidateEndpoints(slice, errors);
        ValidatePorts(slice.Ports, errors);
    }

    private static void ValidateEndpoints(V1EndpointSlice slice, FieldErrors errors)
    {
        var path = FieldPath.Root("endpoints");
        if (slice.Endpoints?.Count > MaximumEndpoints)
        {
            errors.TooMany(path, slice.Endpoints.Count, MaximumEndpoints);
            return;
        }

        // As for Endpoints: a server that listens on loopback alone says so in its own slice.
        var isServersOwn = slice.Metadata is { Name: "kubernetes", Namespace: "default" };
        for (var i = 0; i < slice.Endpoints?.Count; i++)
        {
            var endpoint = slice.Endpoints[i];
            ValidateAddresses(slice.AddressType, isServersOwn, endpoint.Addresses ?? [], errors, path.Index(i).Child("addresses"));
            if (endpoint.NodeName is { } node) errors.InvalidEach(path.Index(i).Child("nodeName"), node, FormatRules.DnsSubdomain(node));
            if (endpoint.Hostname is { } host) errors.InvalidEach(path.Index(i).Child("hostname"), host, FormatRules.DnsLabel(host));
            ValidateTopology(endpoint, errors, path.Index(i));
        }
    }

    private static void ValidateAddresses(string? type, bool isServersOwn, List<string> addresses, FieldErrors errors, FieldPath path)
    {
        if (addresses.Count == 0) errors.Required(path, "must contain at least 1 address");
        else if (addresses.Count > MaximumAddresses) errors.TooMany(path, addresses.Count, MaximumAddresses);
        for (var i = 0; i < addresses.Count; i++)
        {
            var address = addresses[i];
            switch (type)
            {
                case "IPv4" or "IPv6":
                    ValidateIp(type, address, errors, path, i);
                    if (!isServersOwn && FormatRules.Ip(address).Count == 0) SpecialAddresses.Refuse(address, errors, path.Index(i));
                    break;
                case Fqdn:
                    errors.InvalidEach(path.Index(i), address, FormatRules.DnsSubdomain(address.EndsWith('.') ? address[..^1] : address));
                    break;
                default:
                    break;
            }
        }
    }

    private static void ValidateIp(string family, string address, FieldErrors errors, FieldPath path, int index)
    {
        var wrong = FormatRules.Ip(address);
        errors.InvalidEach(path.Index(index), address, wrong);
        if (wrong.Count > 0) return;
        if (address.Contains(':') != (family == "IPv6")) errors.Invalid(path, address, $"must be an {family} address");
    }

    private static void ValidateTopology(V1Endpoint endpoint, FieldErrors errors, FieldPath path)
    {
        var topology = path.Child("deprecatedTopology");
        if (endpoint.DeprecatedTopology is { Count: > 16 } many) errors.TooMany(topology, many.Count, 16);
        ObjectMetaValidation.ValidateLabels(endpoint.DeprecatedTopology, errors, topology);
        if (endpoint.DeprecatedTopology?.ContainsKey("kubernetes.io/hostname") == true)
            errors.Invalid(topology.Key("kubernetes.io/hostname"), endpoint.DeprecatedTopology["kubernetes.io/hostname"], "must not be set");
        if (endpoint.Hints?.ForZones is { Count: > MaximumZoneHints } zones)
            errors.TooMany(path.Child("hints", "forZones"), zones.Count, MaximumZoneHints);
    }

    private static void ValidatePorts(List<Discoveryv1EndpointPort>? ports, FieldErrors errors)
    {
        var path = FieldPath.Root("ports");
        if (ports?.Count > MaximumPorts)
        {
            errors.TooMany(path, ports.Count, MaximumPorts);
            return;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < ports?.Count; i++)
        {
            var port = ports[i];
            var name = port.Name ?? "";
            if (name.Length > 0) errors.InvalidEach(path.Index(i).Child("name"), name, FormatRules.DnsLabel(name));
            if (!names.Add(name)) errors.Duplicate(path.Index(i).Child("name"), name);
            errors.OneOf(path.Index(i).Child("protocol"), port.Protocol, Protocols);
            if (port.AppProtocol is { } protocol) errors.InvalidEach(path.Index(i).Child("appProtocol"), protocol, FormatRules.QualifiedName(protocol));
        }
    }
}
