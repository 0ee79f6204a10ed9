using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Kube.Api.Client;
using Kube.Node.Netlink;
using Kube.Node.Nftables;
using Kube.Node.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Proxy;

/// <summary>Tells load balancers whether this node has endpoints of a service that wants its traffic only where they are: an HTTP answer on a port of each such service's own.
/// Used by the proxy's loop.</summary>
internal sealed class HealthCheckPorts(NetworkNamespace place, ProxyHealth health, OwnedWork work, ILogger logger) : IDisposable
{
    private readonly Dictionary<ObjectKey, Check> _checks = [];

    /// <summary>Serves, changes or ends a service's port.</summary>
    public void Apply(ServiceState state, string node)
    {
        var port = state.Service is { Spec: { Type: "LoadBalancer", ExternalTrafficPolicy: "Local", HealthCheckNodePort: { } number and > 0 } } ? number : 0;
        if (_checks.TryGetValue(state.Key, out var check) && check.Port != port)
        {
            check.Dispose();
            _checks.Remove(state.Key);
            check = null;
        }

        if (port == 0) return;
        if (check is null && !TryListen(state.Key, port, out check)) return;
        check!.Ready = EndpointChoice.ReadyHere(state.Slices, node);
    }

    public void Dispose()
    {
        foreach (var check in _checks.Values) check.Dispose();
    }

    private bool TryListen(ObjectKey service, int port, out Check? check)
    {
        check = null;
        try
        {
            var made = new Check(service, port, health);
            made.Listens = place.Run(() => OpenAll(made));
            _checks[service] = check = made;
            return true;
        }
        catch (SocketException e)
        {
            ProxyLog.HealthCheckFailed(logger, e, service, port);
            return false;
        }
    }

    // On all addresses of the host, whatever the families of the service: load balancers ask by the one that they have.
    private List<StatusPort> OpenAll(Check check)
    {
        var open = new List<StatusPort>();
        try
        {
            foreach (var family in IPFamily.OfThisHost)
                open.Add(StatusPort.Open(new IPEndPoint(family.Any, check.Port), work, "proxy.health", _ => check.Answer()));
            return open;
        }
        catch (SocketException)
        {
            foreach (var port in open) port.Dispose();
            throw;
        }
    }

    private sealed class Check(ObjectKey service, int port, ProxyHealth health) : IDisposable
    {
        private volatile int _ready;

        public int Port => port;

        public IReadOnlyList<StatusPort> Listens { get; set; } = [];

        public int Ready
        {
            set => _ready = value;
        }

        public void Dispose()
        {
            foreach (var listens in Listens) listens.Dispose();
        }

        /// <summary>The answer in upstream's words (<c>pkg/proxy/healthcheck</c>), whatever was asked.</summary>
        public StatusAnswer Answer()
        {
            var (ready, healthy) = (_ready, health.IsHealthy);
            var body = string.Create(
                CultureInfo.InvariantCulture,
                $"{{\n\t\"service\": {{\n\t\t\"namespace\": {Quoted(service.Namespace)},\n\t\t\"name\": {Quoted(service.Name)}\n\t}},\n\t\"localEndpoints\": {ready},\n\t\"serviceProxyHealthy\": {(healthy ? "true" : "false")}\n}}");
            var answer = StatusAnswer.Json(ready > 0 && healthy, body);
            return answer with { Headers = string.Create(CultureInfo.InvariantCulture, $"{answer.Headers}X-Load-Balancing-Endpoint-Weight: {ready}\r\n") };
        }

        private static string Quoted(string? text) => $"\"{JsonEncodedText.Encode(text ?? "")}\"";
    }
}
