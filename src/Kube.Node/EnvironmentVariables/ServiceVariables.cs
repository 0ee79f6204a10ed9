using System.Globalization;
using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>The variables that tell a container of the services of its namespace (upstream's <c>pkg/kubelet/envvars</c>).</summary>
internal static class ServiceVariables
{
    private const string MasterNamespace = "default";
    private const string MasterService = "kubernetes";

    /// <param name="services">All services of the cluster.</param>
    /// <param name="ns">The pod's namespace.</param>
    /// <param name="links">Whether the pod wants those of its namespace; the API server's own is always there.</param>
    public static Dictionary<string, string> For(IEnumerable<V1Service> services, string ns, bool links)
    {
        var chosen = new Dictionary<string, V1Service>(StringComparer.Ordinal);
        foreach (var service in services)
        {
            if (service.Spec?.ClusterIP is null or "" or "None") continue;
            var name = service.Metadata.Name!;
            if (service.Metadata.Namespace == MasterNamespace && name == MasterService) chosen.TryAdd(name, service);
            else if (service.Metadata.Namespace == ns && links) chosen[name] = service;
        }

        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in chosen.Values) Add(result, service);
        return result;
    }

    private static void Add(Dictionary<string, string> variables, V1Service service)
    {
        var name = VariableName(service.Metadata.Name!);
        var address = service.Spec!.ClusterIP!;
        variables[name + "_SERVICE_HOST"] = address;
        var ports = service.Spec.Ports ?? [];
        if (ports.Count == 0) return;
        variables[name + "_SERVICE_PORT"] = Text(ports[0].Port);
        foreach (var port in ports)
            if (!string.IsNullOrEmpty(port.Name)) variables[$"{name}_SERVICE_PORT_{VariableName(port.Name)}"] = Text(port.Port);

        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;
        for (var i = 0; i < ports.Count; i++)
        {
            var protocol = string.IsNullOrEmpty(ports[i].Protocol) ? "TCP" : ports[i].Protocol!;
            var number = Text(ports[i].Port);
            var url = $"{protocol.ToLowerInvariant()}://{host}:{number}";
            var prefix = $"{name}_PORT_{number}_{protocol.ToUpperInvariant()}";
            if (i == 0) variables[name + "_PORT"] = url;
            variables[prefix] = url;
            variables[prefix + "_PROTO"] = protocol.ToLowerInvariant();
            variables[prefix + "_PORT"] = number;
            variables[prefix + "_ADDR"] = address;
        }
    }

    private static string VariableName(string name) => name.Replace('-', '_').ToUpperInvariant();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
