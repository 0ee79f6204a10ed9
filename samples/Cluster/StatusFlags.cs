using System.CommandLine;
using System.Net;

namespace Kube.Samples.Cluster;

/// <summary>The part of the command line that says where the proxy and the DNS server tell how they are.</summary>
internal static class StatusFlags
{
    public static readonly Option<string> ProxyHealthz = Place("--proxy-healthz-bind-address", "Where the service proxy tells load balancers how it is (upstream: 0.0.0.0:10256).");

    public static readonly Option<string> ProxyMetrics = Place("--proxy-metrics-bind-address", "Where the service proxy's metrics are (upstream: 127.0.0.1:10249).");

    public static readonly Option<string> DnsHealth = Place("--dns-health-bind-address", "Where the DNS server says that it is there (CoreDNS: 0.0.0.0:8080).");

    public static readonly Option<string> DnsReady = Place("--dns-ready-bind-address", "Where the DNS server says whether it answers yet (CoreDNS: 0.0.0.0:8181).");

    public static readonly Option<string> DnsMetrics = Place("--dns-metrics-bind-address", "Where the DNS server's metrics are (CoreDNS: 0.0.0.0:9153).");

    public static IReadOnlyList<Option> All { get; } = [ProxyHealthz, ProxyMetrics, DnsHealth, DnsReady, DnsMetrics];

    public static StatusSettings Read(ParseResult flags) => new()
    {
        ProxyHealthz = flags.GetValue(ProxyHealthz)!,
        ProxyMetrics = flags.GetValue(ProxyMetrics)!,
        DnsHealth = flags.GetValue(DnsHealth)!,
        DnsReady = flags.GetValue(DnsReady)!,
        DnsMetrics = flags.GetValue(DnsMetrics)!,
    };

    private static Option<string> Place(string name, string description) => new(name)
    {
        Description = $"{description} Port 0 takes a free one. Default: nowhere.",
        DefaultValueFactory = _ => "",
        CustomParser = result => Flags.Parse(result, text => IPEndPoint.TryParse(text, out _) ? text : throw new FormatException()),
        HelpName = "IP:PORT",
    };
}
