using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Node.Dns;

/// <summary>Tells how the DNS server is, as CoreDNS does: that it is there, whether it answers yet, and what it answered. Safe for concurrent use.</summary>
internal sealed class DnsStatus(IOptions<ClusterDnsOptions> options, StatusAddresses addresses, TimeProvider time)
{
    private const string PlainText = "text/plain; charset=utf-8";

    private volatile bool _isSynced;
    private volatile bool _isListening;

    public TimeProvider Time => time;

    public DnsMetrics Metrics { get; } = new(time);

    /// <summary>Opens the ports that are wanted; disposing what it gives closes them.</summary>
    public IDisposable Open(OwnedWork work, ILogger logger)
    {
        (_isSynced, _isListening) = (false, false);
        var doors = new StatusDoors(addresses, time);
        doors.Open(StatusDoor.DnsHealth, options.Value.HealthBindAddress, NetworkNamespace.Own, work, logger, static path => path == "/health" ? StatusAnswer.Text("OK") : StatusAnswer.NotFound);
        doors.Open(StatusDoor.DnsReady, options.Value.ReadyBindAddress, NetworkNamespace.Own, work, logger, path => path == "/ready" ? Ready() : StatusAnswer.NotFound);
        doors.Open(StatusDoor.DnsMetrics, options.Value.MetricsBindAddress, NetworkNamespace.Own, work, logger, path => path == "/metrics" ? StatusAnswer.Metrics(Metrics) : StatusAnswer.NotFound);
        return doors;
    }

    /// <summary>What the cluster has is known.</summary>
    public void Synced() => _isSynced = true;

    /// <summary>The server has its addresses.</summary>
    public void Listening() => _isListening = true;

    // Who is not ready is named, as CoreDNS names its plugins.
    private StatusAnswer Ready()
    {
        var waiting = string.Join(',', new[] { _isSynced ? "" : "kubernetes", _isListening ? "" : "bind" }.Where(static name => name.Length > 0));
        return waiting.Length == 0 ? StatusAnswer.Text("OK") : new StatusAnswer(503, PlainText, waiting);
    }
}
