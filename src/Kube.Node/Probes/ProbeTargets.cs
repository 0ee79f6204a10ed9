using System.Globalization;
using Kube.Api.Models;

namespace Kube.Node.Probes;

/// <summary>Finds where probes and hooks go. Pure.</summary>
internal static class ProbeTargets
{
    public static HttpProbeTarget Http(V1HTTPGetAction action, V1Container container, string podAddress, bool isHook)
    {
        var headers = (action.HttpHeaders ?? []).Select(header => KeyValuePair.Create(header.Name, header.Value)).ToList();
        if (!headers.Exists(header => header.Key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase)))
            headers.Add(KeyValuePair.Create("User-Agent", isHook ? "kube-lifecycle/1.36" : "kube-probe/1.36"));
        if (!headers.Exists(header => header.Key.Equals("Accept", StringComparison.OrdinalIgnoreCase))) headers.Add(KeyValuePair.Create("Accept", "*/*"));
        return new(
            action.Scheme is { Length: > 0 } scheme ? scheme.ToLowerInvariant() : "http",
            action.Host is { Length: > 0 } host ? host : podAddress,
            Port(action.Port, container),
            action.Path ?? "/",
            headers);
    }

    /// <summary>The number of a port given by number or name.</summary>
    /// <exception cref="ProbeException">The container has no port of that name.</exception>
    public static int Port(IntOrString port, V1Container container)
    {
        if (!port.IsString) return Valid(port.Number);
        if (container.Ports?.Find(p => p.Name == port.Text) is { } named) return named.ContainerPort;
        return int.TryParse(port.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Valid(number) : throw new ProbeException($"couldn't find port: {port}");
    }

    private static int Valid(int port) => port is > 0 and < 65536 ? port : throw new ProbeException($"invalid port number: {port}");
}
