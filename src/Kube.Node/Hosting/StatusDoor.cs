namespace Kube.Node.Hosting;

/// <summary>The places on which parts of a node tell how they are.</summary>
public enum StatusDoor
{
    /// <summary>The service proxy's <c>/healthz</c> and <c>/livez</c>.</summary>
    ProxyHealthz,

    /// <summary>The service proxy's <c>/metrics</c> and <c>/proxyMode</c>.</summary>
    ProxyMetrics,

    /// <summary>The DNS server's <c>/health</c>.</summary>
    DnsHealth,

    /// <summary>The DNS server's <c>/ready</c>.</summary>
    DnsReady,

    /// <summary>The DNS server's <c>/metrics</c>.</summary>
    DnsMetrics,
}
