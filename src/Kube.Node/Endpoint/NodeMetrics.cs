using System.Globalization;
using System.Text;
using Kube.Node.Runtime;

namespace Kube.Node.Endpoint;

/// <summary>What the node measures, as Prometheus text under the kubelet's names.</summary>
internal static class NodeMetrics
{
    /// <summary><c>/metrics/resource</c>: what a metrics server reads.</summary>
    public static string Resource(NodeMeasure measure)
    {
        var pods = measure.Sandboxes;
        var text = new StringBuilder();
        Head(text, "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the container in core-seconds");
        foreach (var (pod, container) in Containers(pods)) Cpu(text, "container_cpu_usage_seconds_total", Labels(pod, container), container.Cpu);
        Head(text, "container_memory_working_set_bytes", "gauge", "Current working set of the container in bytes");
        foreach (var (pod, container) in Containers(pods)) Memory(text, "container_memory_working_set_bytes", Labels(pod, container), container.Memory);
        Head(text, "container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds");
        foreach (var (pod, container) in Containers(pods))
            Line(text, "container_start_time_seconds", Labels(pod, container), measure.StartOf(pod, container).ToUnixTimeMilliseconds() / 1000.0, null);
        Head(text, "node_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the node in core-seconds");
        Line(text, "node_cpu_usage_seconds_total", "", pods.Sum(pod => pod.Cpu?.CoreNanoseconds ?? 0) / 1e9, null);
        Head(text, "node_memory_working_set_bytes", "gauge", "Current working set of the node in bytes");
        Line(text, "node_memory_working_set_bytes", "", pods.Sum(pod => pod.Memory?.WorkingSetBytes ?? 0), null);
        Head(text, "pod_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed by the pod in core-seconds");
        foreach (var pod in pods) Cpu(text, "pod_cpu_usage_seconds_total", Labels(pod), pod.Cpu);
        Head(text, "pod_memory_working_set_bytes", "gauge", "Current working set of the pod in bytes");
        foreach (var pod in pods) Memory(text, "pod_memory_working_set_bytes", Labels(pod), pod.Memory);
        Head(text, "resource_scrape_error", "gauge", "1 if there was an error while getting container metrics, 0 otherwise");
        Line(text, "resource_scrape_error", "", 0, null);
        return text.ToString();
    }

    /// <summary><c>/metrics</c>: the agent itself.</summary>
    public static string Agent(string node, int desiredPods, IReadOnlyList<SandboxStats> pods)
    {
        var text = new StringBuilder();
        Head(text, "kubelet_node_name", "gauge", "The node's name. The count is always 1.");
        Line(text, "kubelet_node_name", $"{{node=\"{node}\"}}", 1, null);
        Head(text, "kubelet_desired_pods", "gauge", "The number of pods the kubelet is being instructed to run.");
        Line(text, "kubelet_desired_pods", "", desiredPods, null);
        Head(text, "kubelet_running_pods", "gauge", "Number of pods that have a running pod sandbox");
        Line(text, "kubelet_running_pods", "", pods.Count, null);
        Head(text, "kubelet_running_containers", "gauge", "Number of containers currently running");
        Line(text, "kubelet_running_containers", "{container_state=\"running\"}", pods.Sum(pod => pod.Containers.Count), null);
        return text.ToString();
    }

    private static IEnumerable<(SandboxStats Pod, ContainerStats Container)> Containers(IReadOnlyList<SandboxStats> pods) =>
        pods.SelectMany(pod => pod.Containers.Select(container => (pod, container)));

    private static void Cpu(StringBuilder text, string name, string labels, CpuUsage? cpu)
    {
        if (cpu is not null) Line(text, name, labels, cpu.CoreNanoseconds / 1e9, cpu.Timestamp);
    }

    private static void Memory(StringBuilder text, string name, string labels, MemoryUsage? memory)
    {
        if (memory is not null) Line(text, name, labels, memory.WorkingSetBytes, memory.Timestamp);
    }

    private static string Labels(SandboxStats pod) => $"{{namespace=\"{pod.Metadata.Namespace}\",pod=\"{pod.Metadata.Name}\"}}";

    private static string Labels(SandboxStats pod, ContainerStats container) =>
        $"{{container=\"{container.Metadata.Name}\",namespace=\"{pod.Metadata.Namespace}\",pod=\"{pod.Metadata.Name}\"}}";

    internal static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append("\n# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    internal static void Line(StringBuilder text, string name, string labels, double value, DateTimeOffset? at)
    {
        text.Append(name).Append(labels).Append(' ').Append(value.ToString("R", CultureInfo.InvariantCulture));
        if (at is { } time) text.Append(' ').Append(time.ToUnixTimeMilliseconds());
        text.Append('\n');
    }
}
