using System.Buffers.Binary;
using Kube.Api.Metrics;

namespace Kube.Node.Dns;

/// <summary>What is measured of the server, under CoreDNS' names. Counts without allocating; safe for concurrent use.</summary>
internal sealed class DnsMetrics : IMetricSource
{
    private const int Types = 256;
    private const string Server = "dns://:53";

    private static readonly Dictionary<ushort, string> s_types = new()
    {
        [DnsTypes.A] = "A", [DnsTypes.NS] = "NS", [DnsTypes.CNAME] = "CNAME", [DnsTypes.SOA] = "SOA", [DnsTypes.PTR] = "PTR", [15] = "MX", [DnsTypes.TXT] = "TXT", [DnsTypes.AAAA] = "AAAA",
        [DnsTypes.SRV] = "SRV", [43] = "DS", [48] = "DNSKEY", [46] = "RRSIG", [47] = "NSEC", [50] = "NSEC3", [65] = "HTTPS", [DnsTypes.Any] = "ANY",
    };

    private static readonly string[] s_codes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

    private readonly long[] _udp = new long[Types];
    private readonly long[] _tcp = new long[Types];
    private readonly long[] _codes = new long[16];
    private long _hits;
    private long _misses;
    private long _forwarded;

    /// <summary>A query was answered.</summary>
    public void Answered(ReadOnlySpan<byte> query, bool overTcp, ReadOnlySpan<byte> answer)
    {
        Interlocked.Increment(ref (overTcp ? _tcp : _udp)[TypeOf(query)]);
        if (answer.Length >= DnsQuery.HeaderSize) Interlocked.Increment(ref _codes[answer[3] & 0xf]);
    }

    /// <summary>An answer from elsewhere was still known.</summary>
    public void Hit() => Interlocked.Increment(ref _hits);

    /// <summary>It was not.</summary>
    public void Missed() => Interlocked.Increment(ref _misses);

    /// <summary>Somebody else was asked.</summary>
    public void Forwarded() => Interlocked.Increment(ref _forwarded);

    public void Collect(IMetricSink sink)
    {
        sink.Begin("coredns_dns_requests_total", "counter", "Counter of DNS requests made per zone, protocol and family.");
        foreach (var (name, counts) in ((string, long[])[])[("tcp", _tcp), ("udp", _udp)])
            for (var type = 0; type < Types; type++)
                if (Interlocked.Read(ref counts[type]) is > 0 and var count)
                    sink.Add(count, ("proto", name), ("server", Server), ("type", s_types.GetValueOrDefault((ushort)type, "other")), ("zone", "."));
        sink.Begin("coredns_dns_responses_total", "counter", "Counter of response status codes.");
        for (var code = 0; code < _codes.Length; code++)
            if (Interlocked.Read(ref _codes[code]) is > 0 and var count)
                sink.Add(count, ("rcode", code < s_codes.Length ? s_codes[code] : $"RCODE{code}"), ("server", Server), ("zone", "."));
        Value(sink, "coredns_cache_hits_total", "The count of cache hits.", ref _hits);
        Value(sink, "coredns_cache_misses_total", "The count of cache misses.", ref _misses);
        Value(sink, "coredns_forward_requests_total", "Counter of requests made to upstreams.", ref _forwarded);
    }

    private static void Value(IMetricSink sink, string name, string help, ref long value)
    {
        sink.Begin(name, "counter", help);
        sink.Add(Interlocked.Read(ref value), ("server", Server));
    }

    // Types that have no name here count as one.
    private static int TypeOf(ReadOnlySpan<byte> query)
    {
        var position = DnsQuery.HeaderSize;
        while (position < query.Length && query[position] is > 0 and var length) position += length + 1;
        if (position + 3 > query.Length) return 0;
        var type = BinaryPrimitives.ReadUInt16BigEndian(query[(position + 1)..]);
        return s_types.ContainsKey(type) ? type : 0;
    }
}
