using System.Buffers;
using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Runtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kube.Node.Endpoint;

/// <summary>Serves what the node tells about itself: its pods, what they use, its health, its configuration and its machine's logs.</summary>
internal sealed class EndpointReports(NodeEndpointListener listener, IOptions<NodeEndpointOptions> options, EndpointSystemLogs systemLogs, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public Task ServeAsync(HttpContext http, NodeAgent node, EndpointRoute route) => route.Action switch
    {
        "healthz" => NodeEndpoint.Answers.TextAsync(http, StatusCodes.Status200OK, "ok"),
        "pods" => PodsAsync(http, node.Pods.List()),
        "runningpods" => RunningPodsAsync(http, node),
        "configz" => JsonAsync(http, NodeConfiguration.Encode(node.Pods.Options, options.Value, listener.Port ?? 0)),
        "logs" => systemLogs.ServeAsync(http, node, route),
        "stats" => StatsAsync(http, node),
        _ => MetricsAsync(http, node, route),
    };

    private static async Task RunningPodsAsync(HttpContext http, NodeAgent node) => await PodsAsync(http, await node.Pods.ListRunningAsync(http.RequestAborted));

    private static Task PodsAsync(HttpContext http, IReadOnlyList<V1Pod> pods)
    {
        var json = new ArrayBufferWriter<byte>();
        KubernetesTypes.Codec<V1PodList>().Write(new V1PodList { Kind = "PodList", ApiVersion = "v1", Items = [.. pods] }, json);
        return JsonAsync(http, json);
    }

    private async Task StatsAsync(HttpContext http, NodeAgent node)
    {
        var pods = node.Pods.List();
        var usage = await node.Pods.VolumeUsageAsync(http.RequestAborted);
        var images = await node.Pods.Runtime.Images.GetFilesystemsAsync(http.RequestAborted);
        await JsonAsync(http, StatsSummary.Encode(await MeasureAsync(node, http.RequestAborted) with
        {
            Storage = pods.ToDictionary(pod => pod.Metadata.Uid!, node.Pods.StorageOf),
            Driven = pods.Where(pod => usage.ContainsKey(pod.Metadata.Uid!)).ToDictionary(pod => pod.Metadata.Uid!, pod => VolumeStats.Of(pod, usage[pod.Metadata.Uid!])),
            Machine = node.Pods.MeasureMachine(images),
            Images = images,
        }));
    }

    private async Task MetricsAsync(HttpContext http, NodeAgent node, EndpointRoute route)
    {
        // The probes' own metrics are the agent's; cAdvisor's are those of the summary under other names.
        var text = route.Container switch
        {
            "resource" => NodeMetrics.Resource(await MeasureAsync(node, http.RequestAborted)),
            "cadvisor" => ContainerMetrics.Encode(await MeasureAsync(node, http.RequestAborted)),
            "probes" => node.Pods.ProbeMetrics(),
            _ => NodeMetrics.Agent(node.NodeName, node.Pods.List().Count, (await MeasureAsync(node, http.RequestAborted)).Sandboxes),
        };
        http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await http.Response.WriteAsync(text, http.RequestAborted);
    }

    private async ValueTask<NodeMeasure> MeasureAsync(NodeAgent node, CancellationToken cancellationToken) => new()
    {
        NodeName = node.NodeName,
        Started = _started,
        Now = time.GetUtcNow(),
        Sandboxes = await node.Pods.Runtime.Stats.ListSandboxesAsync(SandboxFilter.All, cancellationToken),
        Pods = node.Pods.List().ToDictionary(pod => pod.Metadata.Uid!),
    };

    private static async Task JsonAsync(HttpContext http, ArrayBufferWriter<byte> json)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = json.WrittenCount;
        await http.Response.Body.WriteAsync(json.WrittenMemory, http.RequestAborted);
    }
}
