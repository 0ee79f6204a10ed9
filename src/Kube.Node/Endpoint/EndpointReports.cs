using System.Buffers;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Microsoft.AspNetCore.Http;

namespace Kube.Node.Endpoint;

/// <summary>Serves what the node tells about itself: its pods, what they use, its health and its configuration.</summary>
internal sealed class EndpointReports(NodeEndpointListener listener, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public Task ServeAsync(HttpContext http, NodeAgent node, EndpointRoute route) => route.Action switch
    {
        "healthz" => NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status200OK, "ok"),
        "pods" => PodsAsync(http, node.Pods.List()),
        "runningpods" => PodsAsync(http, [.. node.Pods.List().Where(pod => pod.Status?.Phase == "Running")]),
        "configz" => JsonAsync(http, Configuration(node)),
        "stats" => StatsAsync(http, node),
        _ => MetricsAsync(http, node, route),
    };

    private static Task PodsAsync(HttpContext http, IReadOnlyList<V1Pod> pods)
    {
        var json = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1PodList>().Write(new V1PodList { Kind = "PodList", ApiVersion = "v1", Items = [.. pods] }, json);
        return JsonAsync(http, json);
    }

    private async Task StatsAsync(HttpContext http, NodeAgent node)
    {
        var sandboxes = await node.Pods.Runtime.Stats.ListSandboxesAsync(SandboxFilter.All, http.RequestAborted);
        var usage = await node.Pods.VolumeUsageAsync(http.RequestAborted);
        var volumes = new Dictionary<string, IReadOnlyList<VolumeStats>>(StringComparer.Ordinal);
        foreach (var pod in node.Pods.List())
            if (usage.GetValueOrDefault(pod.Metadata.Uid!) is { Count: > 0 } own) volumes[pod.Metadata.Uid!] = VolumeStats.Of(pod, own);
        await JsonAsync(http, StatsSummary.Encode(node.NodeName, _started, time.GetUtcNow(), sandboxes, volumes));
    }

    private async Task MetricsAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        // The probes' own metrics are the agent's; cAdvisor's are those of the summary under other names.
        var sandboxes = route.Container == "probes" ? [] : await node.Pods.Runtime.Stats.ListSandboxesAsync(SandboxFilter.All, http.RequestAborted);
        var text = route.Container switch
        {
            "resource" => NodeMetrics.Resource(_started, sandboxes),
            "cadvisor" => NodeMetrics.Cadvisor(sandboxes),
            "probes" => "",
            _ => NodeMetrics.Agent(node.NodeName, node.Pods.List().Count, sandboxes),
        };
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private ArrayBufferWriter<byte> Configuration(NodeAgent node)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("kubeletconfig");
        json.WriteString("kind", "KubeletConfiguration");
        json.WriteString("apiVersion", "kubelet.config.k8s.io/v1beta1");
        json.WriteNumber("port", listener.Port ?? 0);
        json.WriteString("clusterDomain", "cluster.local");
        json.WriteBoolean("enableServer", value: true);
        json.WriteBoolean("enableDebuggingHandlers", value: true);
        json.WriteString("nodeName", node.NodeName);
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output;
    }

    private static async Task JsonAsync(HttpContext http, ArrayBufferWriter<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.WrittenCount;
        await http.Response.Body.WriteAsync(json.WrittenMemory, http.RequestAborted);
    }
}
