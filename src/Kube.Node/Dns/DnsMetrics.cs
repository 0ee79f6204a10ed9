using System.Buffers.Binary;
using System.Net.Sockets;
using Kube.Api.Metrics;

namespace Kube.Node.Dns;

/// <summary>What is measured of the server, under CoreDNS' names. Counts without allocating; safe for concurrent use.</summary>
internal sealed class DnsMetrics(TimeProvider time) : IMetricSource
{
    private const int Types = 256;
    private const string Server = "dns://:53", Zone = ".", View = "";

    private static readonly double[] s_times = [.. Enumerable.Range(0, 16).Select(static power => 0.00025 * Math.Pow(2, power))];
    private static readonly double[] s_sizes = [0, 100, 200, 300, 400, 511, 1023, 2047, 4095, 8291, 16e3, 32e3, 48e3, 64e3];

    private static readonly Dictionary<ushort, string> s_types = new()
    {
        [DnsTypes.A] = "A", [DnsTypes.NS] = "NS", [DnsTypes.CNAME] = "CNAME", [DnsTypes.SOA] = "SOA", [DnsTypes.PTR] = "PTR", [15] = "MX", [DnsTypes.TXT] = "TXT", [DnsTypes.AAAA] = "AAAA",
        [DnsTypes.SRV] = "SRV", [43] = "DS", [48] = "DNSKEY", [46] = "RRSIG", [47] = "NSEC", [50] = "NSEC3", [65] = "HTTPS", [DnsTypes.Any] = "ANY",
    };

    private static readonly string[] s_codes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];

    // The order is that of the text.
    private readonly Way[] _ways = [new("1", "tcp"), new("1", "udp"), new("2", "tcp"), new("2", "udp")];
    private readonly Sizes[] _sizes = [new("tcp"), new("udp")];
    private readonly CountedHistogram _times = new(s_times);
    private readonly long[] _codes = new long[16];
    private long _hits;
    private long _hitDenials;
    private long _misses;
    private long _forwarded;
    private long _panics;

    /// <summary>A moment, to measure from.</summary>
    public long Now => time.GetTimestamp();

    /// <summary>What is kept of what others answered; null: nothing.</summary>
    public ForwardedAnswers? Forwarding { get; set; }

    /// <summary>Whether an answer says that there is nothing.</summary>
    public static bool IsDenial(ReadOnlySpan<byte> answer) => (answer[3] & 0xf) != 0 || BinaryPrimitives.ReadUInt16BigEndian(answer[6..]) == 0;

    /// <summary>A query was answered.</summary>
    public void Answered(ReadOnlySpan<byte> query, DnsExchange exchange, ReadOnlySpan<byte> answer)
    {
        var proto = exchange.OverTcp ? 0 : 1;
        Interlocked.Increment(ref _ways[(exchange.Family == AddressFamily.InterNetworkV6 ? 2 : 0) + proto].Counts[TypeOf(query)]);
        _sizes[proto].Requests.Record(query.Length);
        _sizes[proto].Responses.Record(answer.Length);
        _times.Record(time.GetElapsedTime(exchange.Since).TotalSeconds);
        if (answer.Length >= DnsQuery.HeaderSize) Interlocked.Increment(ref _codes[answer[3] & 0xf]);
    }

    /// <summary>An answer from elsewhere was still known.</summary>
    public void Hit(ReadOnlySpan<byte> answer) => Interlocked.Increment(ref (IsDenial(answer) ? ref _hitDenials : ref _hits));

    /// <summary>It was not.</summary>
    public void Missed() => Interlocked.Increment(ref _misses);

    /// <summary>Somebody else was asked.</summary>
    public void Forwarded() => Interlocked.Increment(ref _forwarded);

    /// <summary>A query could not be answered for a fault of this program.</summary>
    public void Panicked() => Interlocked.Increment(ref _panics);

    public void Collect(IMetricSink sink)
    {
        CollectRequests(sink);
        sink.Begin("coredns_dns_responses_total", "counter", "Counter of response status codes.");
        for (var code = 0; code < _codes.Length; code++)
            if (Interlocked.Read(ref _codes[code]) is > 0 and var count)
                sink.Add(count, ("rcode", code < s_codes.Length ? s_codes[code] : $"RCODE{code}"), ("server", Server), ("view", View), ("zone", Zone));
        sink.Begin("coredns_panics_total", "counter", "A metrics that counts the number of panics.");
        sink.Add(Interlocked.Read(ref _panics));
        CollectCache(sink);
        sink.Begin("coredns_forward_requests_total", "counter", "Counter of requests made to upstreams.");
        sink.Add(Interlocked.Read(ref _forwarded), ("server", Server));
    }

    private void CollectRequests(IMetricSink sink)
    {
        sink.Begin("coredns_dns_requests_total", "counter", "Counter of DNS requests made per zone, protocol and family.");
        foreach (var way in _ways)
            for (var type = 0; type < Types; type++)
                if (Interlocked.Read(ref way.Counts[type]) is > 0 and var count)
                    sink.Add(
                        count, ("family", way.Family), ("proto", way.Proto), ("server", Server), ("type", s_types.GetValueOrDefault((ushort)type, "other")), ("view", View), ("zone", Zone));
        sink.Begin("coredns_dns_request_duration_seconds", "histogram", "Histogram of the time (in seconds) each request took per zone.");
        sink.Add(_times, ("server", Server), ("view", View), ("zone", Zone));
        sink.Begin("coredns_dns_request_size_bytes", "histogram", "Size of the EDNS0 UDP buffer in bytes (64K for TCP) per zone and protocol.");
        foreach (var sizes in _sizes) sink.Add(sizes.Requests, ("proto", sizes.Proto), ("server", Server), ("view", View), ("zone", Zone));
        sink.Begin("coredns_dns_response_size_bytes", "histogram", "Size of the returned response in bytes.");
        foreach (var sizes in _sizes) sink.Add(sizes.Responses, ("proto", sizes.Proto), ("server", Server), ("view", View), ("zone", Zone));
    }

    private void CollectCache(IMetricSink sink)
    {
        var (hits, denials, misses) = (Interlocked.Read(ref _hits), Interlocked.Read(ref _hitDenials), Interlocked.Read(ref _misses));
        var (kept, keptDenials) = Forwarding?.Count() ?? default;
        sink.Begin("coredns_cache_entries", "gauge", "The number of elements in the cache.");
        sink.Add(keptDenials, ("server", Server), ("type", "denial"), ("view", View), ("zones", Zone));
        sink.Add(kept, ("server", Server), ("type", "success"), ("view", View), ("zones", Zone));
        sink.Begin("coredns_cache_hits_total", "counter", "The count of cache hits.");
        sink.Add(denials, ("server", Server), ("type", "denial"), ("view", View), ("zones", Zone));
        sink.Add(hits, ("server", Server), ("type", "success"), ("view", View), ("zones", Zone));
        sink.Begin("coredns_cache_misses_total", "counter", "The count of cache misses. Deprecated, derive misses from cache hits/requests counters.");
        sink.Add(misses, ("server", Server), ("view", View), ("zones", Zone));
        sink.Begin("coredns_cache_requests_total", "counter", "The count of cache requests.");
        sink.Add(hits + denials + misses, ("server", Server), ("view", View), ("zones", Zone));
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

    private sealed record Way(string Family, string Proto)
    {
        public long[] Counts { get; } = new long[Types];
    }

    private sealed record Sizes(string Proto)
    {
        public CountedHistogram Requests { get; } = new(s_sizes);

        public CountedHistogram Responses { get; } = new(s_sizes);
    }
}
