namespace Kube.Samples.Cluster;

/// <summary>Where the proxy and the DNS server tell how they are: addresses with ports; those that are left out tell nobody.</summary>
public sealed record StatusSettings
{
    /// <summary>The service proxy's <c>/healthz</c> and <c>/livez</c>.</summary>
    public string ProxyHealthz { get; init; } = "";

    /// <summary>The service proxy's <c>/metrics</c> and <c>/proxyMode</c>.</summary>
    public string ProxyMetrics { get; init; } = "";

    /// <summary>The DNS server's <c>/health</c>.</summary>
    public string DnsHealth { get; init; } = "";

    /// <summary>The DNS server's <c>/ready</c>.</summary>
    public string DnsReady { get; init; } = "";

    /// <summary>The DNS server's <c>/metrics</c>.</summary>
    public string DnsMetrics { get; init; } = "";

    /// <summary>These as flags again, for a node that is a process of its own: in a network namespace of its own the places are its own, too.</summary>
    internal IEnumerable<string> Words() =>
        from flag in ((string Name, string Place)[])
        [
            (StatusFlags.ProxyHealthz.Name, ProxyHealthz), (StatusFlags.ProxyMetrics.Name, ProxyMetrics),
            (StatusFlags.DnsHealth.Name, DnsHealth), (StatusFlags.DnsReady.Name, DnsReady), (StatusFlags.DnsMetrics.Name, DnsMetrics),
        ]
        where flag.Place.Length > 0
        select $"{flag.Name}={flag.Place}";
}
