using System.Net;
using System.Net.Sockets;
using Kube.Api.Models;

namespace Kube.Node.Dns;

/// <summary>Answers for the cluster's domain (Kubernetes DNS-Based Service Discovery 1.1.0), and backwards for the addresses it knows.</summary>
/// <param name="data">What the zone is made of.</param>
/// <param name="domain">The cluster's domain, lower case, such as <c>cluster.local</c>.</param>
/// <param name="servers">The addresses of this server.</param>
internal sealed class ClusterZone(ZoneData data, string domain, IReadOnlyList<IPAddress> servers)
{
    private const string SchemaVersion = "1.1.0";
    private const int MostAliases = 8;

    private readonly string _server = "ns.dns." + domain;

    /// <summary>Grows with every change of what the zone is made of.</summary>
    public long Version => data.Version;

    /// <summary>Answers.</summary>
    /// <returns>Null when the name is not this server's business.</returns>
    public DnsReply? Answer(string name, ushort type)
    {
        if (name == domain || name.EndsWith("." + domain, StringComparison.Ordinal))
            return type is DnsTypes.AXFR or DnsTypes.IXFR ? DnsReply.Of(DnsAnswerCode.Refused) : Complete(type, AnswerWithin(name, type, 0));
        return ReverseName.TryParse(name, out var address) ? AnswerReverse(name, type, address) : null;
    }

    // The names below the domain as labels, the last one first: svc, the namespace, the service, what is within it.
    private ZoneAnswer AnswerWithin(string name, ushort type, int depth)
    {
        var labels = name == domain ? [] : name[..^(domain.Length + 1)].Split('.');
        Array.Reverse(labels);
        return labels switch
        {
            [] => Apex(type),
            ["dns-version"] => ZoneAnswer.Of(new TextRecord(name, SchemaVersion)),
            ["dns"] => ZoneAnswer.Empty,
            ["dns", "ns"] => ZoneAnswer.Of(servers.Select(address => new AddressRecord(name, address))),
            ["svc"] or ["pod"] => ZoneAnswer.Empty,
            ["svc", var ns, .. var rest] => data.HasNamespace(ns) ? InNamespace(name, ns, rest, type, depth) : ZoneAnswer.None,
            ["pod", var ns] => data.HasNamespace(ns) ? ZoneAnswer.Empty : ZoneAnswer.None,
            ["pod", var ns, var dashed] => data.HasNamespace(ns) && PodAddress(dashed) is { } address ? ZoneAnswer.Of(new AddressRecord(name, address)) : ZoneAnswer.None,
            _ => ZoneAnswer.None,
        };
    }

    private ZoneAnswer Apex(ushort type) => type switch
    {
        DnsTypes.SOA => ZoneAnswer.Of(Start()),
        DnsTypes.NS => new([new NameRecord(domain, DnsTypes.NS, _server)], servers.Select(address => new AddressRecord(_server, address)).ToList<DnsRecord>()),
        _ => ZoneAnswer.Empty,
    };

    private ZoneAnswer InNamespace(string name, string ns, string[] rest, ushort type, int depth)
    {
        if (rest.Length == 0) return ZoneAnswer.Empty;
        if (data.Service(ns, rest[0]) is not { } service) return ZoneAnswer.None;
        var own = $"{rest[0]}.{ns}.svc.{domain}";
        if (service.Spec.Type == "ExternalName") return rest.Length == 1 ? Alias(name, service, type, depth) : ZoneAnswer.None;
        var headless = service.Spec.ClusterIP is null or "" or "None";
        return rest switch
        {
            [_] when headless => Found(data.Endpoints(service).Select(endpoint => endpoint.Address).Distinct().Select(address => new AddressRecord(name, address))),
            [_] => ZoneAnswer.Of(ClusterAddresses(service).Select(address => new AddressRecord(name, address))),
            [_, ['_', .. var protocol], ['_', .. var port]] => headless ? EndpointPorts(name, own, service, protocol, port) : ServicePorts(name, own, service, protocol, port),
            [_, ['_', ..] label] => label is "_tcp" or "_udp" or "_sctp" ? ZoneAnswer.Empty : ZoneAnswer.None,
            [_, var host] when headless => Found(data.Endpoints(service).Where(endpoint => endpoint.Host == host).Select(endpoint => new AddressRecord(name, endpoint.Address))),
            _ => ZoneAnswer.None,
        };
    }

    private ZoneAnswer Alias(string name, V1Service service, ushort type, int depth)
    {
        var target = (service.Spec.ExternalName ?? "").TrimEnd('.').ToLowerInvariant();
        if (target.Length == 0) return ZoneAnswer.None;
        var alias = new NameRecord(name, DnsTypes.CNAME, target);
        if (type == DnsTypes.CNAME) return ZoneAnswer.Of(alias);
        if (!target.EndsWith("." + domain, StringComparison.Ordinal)) return new([alias], [], Elsewhere: target);
        if (depth == MostAliases) return new([alias], []);
        var rest = AnswerWithin(target, type, depth + 1);
        return new([alias, .. Matching(rest.Records, type)], rest.Additional, rest.Elsewhere);
    }

    private static ZoneAnswer ServicePorts(string name, string own, V1Service service, string protocol, string port)
    {
        var ports = (service.Spec.Ports ?? []).Where(candidate => Same(candidate.Name, port) && Same(candidate.Protocol ?? "TCP", protocol)).ToList();
        return ports.Count == 0 ? ZoneAnswer.None : new(
            [.. ports.Select(candidate => new ServiceRecord(name, 100, (ushort)candidate.Port, own))],
            [.. ClusterAddresses(service).Select(address => new AddressRecord(own, address))]);
    }

    private ZoneAnswer EndpointPorts(string name, string own, V1Service service, string protocol, string port)
    {
        var found = data.Endpoints(service)
            .SelectMany(endpoint => endpoint.Ports
                .Where(candidate => candidate.Port is not null && Same(candidate.Name, port) && Same(candidate.Protocol ?? "TCP", protocol))
                .Select(candidate => (Target: $"{endpoint.Host}.{own}", endpoint.Address, Port: (ushort)candidate.Port!)))
            .ToList();
        if (found.Count == 0) return ZoneAnswer.None;
        var targets = found.Select(entry => (entry.Target, entry.Port)).Distinct().ToList();
        var weight = (ushort)Math.Max(1, 100 / targets.Count);
        return new(
            [.. targets.Select(entry => new ServiceRecord(name, weight, entry.Port, entry.Target))],
            [.. found.Select(entry => new AddressRecord(entry.Target, entry.Address)).Distinct()]);
    }

    private DnsReply? AnswerReverse(string name, ushort type, IPAddress address)
    {
        var names = data.ServiceAt(address) is { } service
            ? [$"{service.Metadata.Name}.{service.Metadata.Namespace}.svc.{domain}"]
            : data.NamesOf(address).Select(found => $"{found.Host}.{found.Service}.{found.Namespace}.svc.{domain}").Distinct().ToList();
        if (names.Count == 0) return null;
        if (type is not (DnsTypes.PTR or DnsTypes.Any)) return new(DnsAnswerCode.NoError, [], [Start()], []);
        return new(DnsAnswerCode.NoError, [.. names.Select(target => new NameRecord(name, DnsTypes.PTR, target.ToLowerInvariant()))], [], []);
    }

    private DnsReply Complete(ushort type, ZoneAnswer answer)
    {
        if (!answer.Exists) return new(DnsAnswerCode.NameError, [], [Start()], []);
        var records = Matching(answer.Records, type).ToList();
        if (records.Count == 0) return new(DnsAnswerCode.NoError, [], [Start()], []);
        return new(DnsAnswerCode.NoError, records, [], answer.Additional, answer.Elsewhere);
    }

    private static IEnumerable<DnsRecord> Matching(IEnumerable<DnsRecord> records, ushort type) =>
        records.Where(record => type == DnsTypes.Any || record.Type == type || record.Type == DnsTypes.CNAME);

    private StartRecord Start() => new(domain, _server, "hostmaster." + domain, 1);

    private static ZoneAnswer Found(IEnumerable<DnsRecord> records)
    {
        var found = records.ToList();
        return found.Count == 0 ? ZoneAnswer.None : ZoneAnswer.Of(found);
    }

    private static IEnumerable<IPAddress> ClusterAddresses(V1Service service) =>
        (service.Spec.ClusterIPs is { Count: > 0 } several ? several : [service.Spec.ClusterIP ?? ""])
            .Select(text => IPAddress.TryParse(text, out var address) ? address : null).OfType<IPAddress>();

    // 10-0-0-1, or an IPv6 address with dashes for colons.
    private static IPAddress? PodAddress(string dashed)
    {
        if (IPAddress.TryParse(dashed.Replace('-', '.'), out var v4) && v4.AddressFamily == AddressFamily.InterNetwork && dashed.Count(c => c == '-') == 3) return v4;
        return IPAddress.TryParse(dashed.Replace('-', ':'), out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 ? v6 : null;
    }

    private static bool Same(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
