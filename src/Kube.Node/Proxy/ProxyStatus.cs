using System.Net;
using System.Net.Sockets;
using Kube.Node.Netlink;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Tells how a proxy is, on the two ports that upstream's has.</summary>
internal sealed class ProxyStatus(ServiceProxyOptions options, TimeProvider time) : IDisposable
{
    private readonly List<StatusPort> _ports = [];

    public TimeProvider Time => time;

    /// <summary>A moment, to measure from.</summary>
    public long Now => time.GetTimestamp();

    public ProxyHealth Health { get; } = new(time);

    public ProxyMetrics Metrics { get; } = new(options.Mode, time);

    /// <summary>Opens the ports that are wanted; one that cannot be had is told of and left out.</summary>
    public void Open(NetworkNamespace place, OwnedWork work, ILogger logger)
    {
        Open(options.HealthzBindAddress, Healthz);
        Open(options.MetricsBindAddress, Measured);

        void Open(string address, Func<string, StatusAnswer> answer)
        {
            if (address.Length == 0) return;
            try
            {
                _ports.Add(place.Run(() => StatusPort.Open(IPEndPoint.Parse(address), work, "proxy.status", answer)));
            }
            catch (SocketException e)
            {
                ProxyLog.StatusFailed(logger, e, address);
            }
        }
    }

    public void Dispose()
    {
        foreach (var port in _ports) port.Dispose();
    }

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
