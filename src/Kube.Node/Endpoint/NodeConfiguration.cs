using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kube.Node.Agent;
using Kube.Node.Hosting;

namespace Kube.Node.Endpoint;

/// <summary>The node's configuration as <c>/configz</c> shows it: under the names of kubelet.config.k8s.io/v1beta1, as far as this node has what they say.</summary>
internal static class NodeConfiguration
{
    public static ArrayBufferWriter<byte> Encode(NodeOptions node, NodeEndpointOptions endpoint, int port)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("kubeletconfig");
        json.WriteBoolean("enableServer", value: true);
        WriteUnlessEmpty(json, "staticPodPath", node.PodManifestPath);
        json.WriteString("podLogsDir", Path.GetFullPath(node.LogDirectory.Length > 0 ? node.LogDirectory : Path.Combine(node.RootDirectory, "pod-logs")));
        WriteTime(json, "fileCheckFrequency", node.FileCheckFrequency);
        WriteServer(json, endpoint, port);
        json.WriteString("clusterDomain", node.ClusterDomain);
        WriteList(json, "clusterDNS", node.ClusterDns);
        WriteTime(json, "nodeStatusUpdateFrequency", node.StatusUpdateFrequency);
        WriteTime(json, "nodeStatusReportFrequency", node.StatusReportFrequency);
        json.WriteNumber("nodeLeaseDurationSeconds", (long)node.LeaseDuration.TotalSeconds);
        WriteTime(json, "imageMinimumGCAge", node.ImageMinimumGcAge);
        json.WriteNumber("imageGCHighThresholdPercent", node.ImageGcHighThresholdPercent);
        json.WriteNumber("imageGCLowThresholdPercent", node.ImageGcLowThresholdPercent);
        WriteUnlessEmpty(json, "cgroupRoot", node.CgroupRoot);
        json.WriteBoolean("cgroupsPerQOS", value: true);
        json.WriteNumber("maxPods", node.MaxPods);
        WriteUnlessEmpty(json, "podCIDR", node.PodCidr);
        json.WriteNumber("podPidsLimit", node.PodPidsLimit == 0 ? -1 : node.PodPidsLimit);
        json.WriteString("resolvConf", node.ResolverConfig);
        WriteEviction(json, node);
        WriteList(json, "allowedUnsafeSysctls", node.AllowedUnsafeSysctls);
        json.WriteString("containerLogMaxSize", Bytes(node.ContainerLogMaxBytes));
        json.WriteNumber("containerLogMaxFiles", node.ContainerLogMaxFiles);
        json.WriteString("configMapAndSecretChangeDetectionStrategy", "Watch");
        WriteMap(json, "systemReserved", node.SystemReserved);
        WriteMap(json, "kubeReserved", node.KubeReserved);
        WriteList(json, "enforceNodeAllocatable", ["pods"]);
        json.WriteBoolean("enableSystemLogHandler", endpoint.SystemLogDirectory.Length > 0);
        json.WriteBoolean("enableSystemLogQuery", value: false);
        WriteTaints(json, node.Taints);
        json.WriteBoolean("registerNode", value: true);
        json.WriteBoolean("localStorageCapacityIsolation", value: true);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output;
    }

    private static void WriteServer(Utf8JsonWriter json, NodeEndpointOptions endpoint, int port)
    {
        json.WriteString("address", endpoint.Address.ToString());
        json.WriteNumber("port", port);
        WriteUnlessEmpty(json, "tlsCertFile", endpoint.TlsCertFile);
        WriteUnlessEmpty(json, "tlsPrivateKeyFile", endpoint.TlsPrivateKeyFile);
        json.WriteStartObject("authentication");
        json.WriteStartObject("x509");
        WriteUnlessEmpty(json, "clientCAFile", endpoint.ClientCAFile);
        json.WriteEndObject();
        json.WriteStartObject("webhook");
        json.WriteBoolean("enabled", value: true);
        // Tokens are reviewed each time.
        WriteTime(json, "cacheTTL", TimeSpan.Zero);
        json.WriteEndObject();
        json.WriteStartObject("anonymous");
        json.WriteBoolean("enabled", value: false);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("authorization");
        json.WriteString("mode", "Webhook");
        json.WriteStartObject("webhook");
        WriteTime(json, "cacheAuthorizedTTL", TimeSpan.FromSeconds(endpoint.AuthorizedCacheSeconds));
        WriteTime(json, "cacheUnauthorizedTTL", TimeSpan.FromSeconds(endpoint.UnauthorizedCacheSeconds));
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteBoolean("enableDebuggingHandlers", value: true);
    }

    private static void WriteEviction(Utf8JsonWriter json, NodeOptions node)
    {
        WriteMap(json, "evictionHard", node.EvictionHard);
        WriteMap(json, "evictionSoft", node.EvictionSoft);
        WriteMap(json, "evictionSoftGracePeriod", node.EvictionSoftGracePeriod.ToDictionary(entry => entry.Key, entry => GoText.Duration(entry.Value)));
        WriteTime(json, "evictionPressureTransitionPeriod", node.EvictionPressureTransitionPeriod);
        if (node.EvictionMaxPodGracePeriod > TimeSpan.Zero) json.WriteNumber("evictionMaxPodGracePeriod", (long)node.EvictionMaxPodGracePeriod.TotalSeconds);
    }

    private static void WriteTaints(Utf8JsonWriter json, IList<string> taints)
    {
        if (taints.Count == 0) return;
        json.WriteStartArray("registerWithTaints");
        foreach (var taint in taints)
        {
            var (name, effect) = (taint[..taint.IndexOf(':', StringComparison.Ordinal)], taint[(taint.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            var parts = name.Split('=', 2);
            json.WriteStartObject();
            json.WriteString("key", parts[0]);
            if (parts is [_, { Length: > 0 } value]) json.WriteString("value", value);
            json.WriteString("effect", effect);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0) json.WriteString(name, value);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, TimeSpan value) => json.WriteString(name, GoText.Duration(value));

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        if (!values.Any()) return;
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, IDictionary<string, string> values)
    {
        if (values.Count == 0) return;
        json.WriteStartObject(name);
        foreach (var (key, value) in values.OrderBy(entry => entry.Key, StringComparer.Ordinal)) json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static string Bytes(long value) => value switch
    {
        _ when value % (1 << 20) == 0 => string.Create(CultureInfo.InvariantCulture, $"{value >> 20}Mi"),
        _ when value % (1 << 10) == 0 => string.Create(CultureInfo.InvariantCulture, $"{value >> 10}Ki"),
        _ => value.ToString(CultureInfo.InvariantCulture),
    };
}
