using Kube.Node.Hosting;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Tells how a proxy is, on the two ports that upstream's has.</summary>
internal sealed class ProxyStatus(ServiceProxyOptions options, StatusAddresses addresses, TimeProvider time) : IDisposable
{
    private readonly StatusDoors _doors = new(addresses, time);

    public TimeProvider Time => time;

    /// <summary>A moment, to measure from.</summary>
    public long Now => time.GetTimestamp();

    public ProxyHealth Health { get; } = new(time);

    public ProxyMetrics Metrics { get; } = new(options.Mode, time);

    /// <summary>Opens the ports that are wanted.</summary>
    public void Open(NetworkNamespace place, OwnedWork work, ILogger logger)
    {
        _doors.Open(StatusDoor.ProxyHealthz, options.HealthzBindAddress, place, work, logger, Healthz);
        _doors.Open(StatusDoor.ProxyMetrics, options.MetricsBindAddress, place, work, logger, Measured);
    }

    public void Dispose() => _doors.Dispose();

    private StatusAnswer Healthz(string path)
    {
        var answer = path switch { "/healthz" => Health.Healthz(), "/livez" => Health.Livez(), _ => StatusAnswer.NotFound };
        if (answer != StatusAnswer.NotFound) Metrics.Asked(path[1..], answer.Code);
        return answer;
    }

    private StatusAnswer Measured(string path)
    {
        if (path == "/healthz") return StatusAnswer.Text("ok");
        if (path == "/proxyMode") return StatusAnswer.Text(options.Mode == ProxyMode.Nftables ? "nftables" : "userspace");
        return path == "/metrics" ? StatusAnswer.Metrics(Metrics) : StatusAnswer.NotFound;
    }
}
