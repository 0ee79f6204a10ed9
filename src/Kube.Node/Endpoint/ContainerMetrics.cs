using System.Text;
using Kube.Node.Runtime;

namespace Kube.Node.Endpoint;

/// <summary><c>/metrics/cadvisor</c>: the part of cAdvisor's metrics that the runtime measures, under their names and labels.</summary>
internal static class ContainerMetrics
{
    public static string Encode(NodeMeasure measure)
    {
        var text = new StringBuilder();
        Each(text, measure, "container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed in seconds.", one => one.Cpu is { } cpu ? (cpu.CoreNanoseconds / 1e9, cpu.Timestamp) : null, "cpu=\"total\",");
        Each(text, measure, "container_memory_usage_bytes", "gauge", "Current memory usage in bytes, including all memory regardless of when it was accessed", one => Memory(one, memory => memory.UsageBytes));
        Each(text, measure, "container_memory_working_set_bytes", "gauge", "Current working set in bytes.", one => Memory(one, memory => memory.WorkingSetBytes));
        Each(text, measure, "container_memory_rss", "gauge", "Size of RSS in bytes.", one => Memory(one, memory => memory.RssBytes));
        Faults(text, measure);
        Each(text, measure, "container_fs_usage_bytes", "gauge", "Number of bytes that are consumed by the container on this filesystem.", one => one.WritableLayer is { } layer ? (layer.UsedBytes, layer.Timestamp) : null);
        Each(text, measure, "container_last_seen", "gauge", "Last time a container was seen by the exporter", one => (measure.Now.ToUnixTimeSeconds(), measure.Now));
        Started(text, measure);
        Network(text, measure, "container_network_receive_bytes_total", "Cumulative count of bytes received", network => network.ReceivedBytes);
        Network(text, measure, "container_network_receive_errors_total", "Cumulative count of errors encountered while receiving", network => network.ReceiveErrors);
        Network(text, measure, "container_network_transmit_bytes_total", "Cumulative count of bytes transmitted", network => network.SentBytes);
        Network(text, measure, "container_network_transmit_errors_total", "Cumulative count of errors encountered while transmitting", network => network.SendErrors);
        Processes(text, measure);
        Machine(text, measure);
        return text.ToString();
    }

    private static void Each(
        StringBuilder text, NodeMeasure measure, string name, string type, string help, Func<ContainerStats, (double Value, DateTimeOffset At)?> value, string more = "")
    {
        NodeMetrics.Head(text, name, type, help);
        foreach (var pod in measure.Sandboxes)
            foreach (var container in pod.Containers)
                if (value(container) is var (amount, at)) NodeMetrics.Line(text, name, Labels(measure, pod, container, more), amount, at);
    }

    private static void Faults(StringBuilder text, NodeMeasure measure)
    {
        const string name = "container_memory_failures_total";
        NodeMetrics.Head(text, name, "counter", "Cumulative count of memory allocation failures.");
        foreach (var pod in measure.Sandboxes)
        {
            foreach (var container in pod.Containers)
            {
                if (container.Memory is not { } memory) continue;
                NodeMetrics.Line(text, name, Labels(measure, pod, container, "failure_type=\"pgfault\",", "scope=\"container\""), memory.PageFaults, memory.Timestamp);
                NodeMetrics.Line(text, name, Labels(measure, pod, container, "failure_type=\"pgmajfault\",", "scope=\"container\""), memory.MajorPageFaults, memory.Timestamp);
            }
        }
    }

    private static void Started(StringBuilder text, NodeMeasure measure)
    {
        NodeMetrics.Head(text, "container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds.");
        foreach (var pod in measure.Sandboxes)
            foreach (var container in pod.Containers)
                NodeMetrics.Line(text, "container_start_time_seconds", Labels(measure, pod, container), measure.StartOf(pod, container).ToUnixTimeSeconds(), measure.Now);
    }

    private static void Network(StringBuilder text, NodeMeasure measure, string name, string help, Func<NetworkUsage, long> value)
    {
        NodeMetrics.Head(text, name, "counter", help);
        foreach (var pod in measure.Sandboxes)
        {
            if (pod.Network is not { } network) continue;
            NodeMetrics.Line(text, name, $"{{id=\"{pod.Id}\",image=\"\",interface=\"{network.Interface}\",name=\"{pod.Id}\",namespace=\"{pod.Metadata.Namespace}\",pod=\"{pod.Metadata.Name}\"}}", value(network), network.Timestamp);
        }
    }

    private static void Processes(StringBuilder text, NodeMeasure measure)
    {
        NodeMetrics.Head(text, "container_processes", "gauge", "Number of processes running inside the container.");
        foreach (var pod in measure.Sandboxes)
        {
            if (pod.ProcessCount is { } count)
                NodeMetrics.Line(text, "container_processes", $"{{container=\"\",id=\"{pod.Id}\",image=\"\",name=\"{pod.Id}\",namespace=\"{pod.Metadata.Namespace}\",pod=\"{pod.Metadata.Name}\"}}", count, measure.Now);
        }
    }

    private static void Machine(StringBuilder text, NodeMeasure measure)
    {
        NodeMetrics.Head(text, "machine_cpu_cores", "gauge", "Number of logical CPU cores.");
        NodeMetrics.Line(text, "machine_cpu_cores", "", Environment.ProcessorCount, null);
        if (!measure.Machine.TryGetValue(Eviction.EvictionSignals.Memory, out var memory)) return;
        NodeMetrics.Head(text, "machine_memory_bytes", "gauge", "Amount of memory installed on the machine.");
        NodeMetrics.Line(text, "machine_memory_bytes", "", memory.Capacity, null);
    }

    private static (double Value, DateTimeOffset At)? Memory(ContainerStats container, Func<MemoryUsage, long> value) => container.Memory is { } memory ? (value(memory), memory.Timestamp) : null;

    private static string Labels(NodeMeasure measure, SandboxStats pod, ContainerStats container, string more = "", string last = "")
    {
        var image = measure.Pods.GetValueOrDefault(pod.Metadata.Uid)?.Spec.Containers.Find(one => one.Name == container.Metadata.Name)?.Image ?? "";
        return $"{{container=\"{container.Metadata.Name}\",{more}id=\"{container.Id}\",image=\"{image}\",name=\"{container.Id}\",namespace=\"{pod.Metadata.Namespace}\",pod=\"{pod.Metadata.Name}\"{(last.Length > 0 ? "," + last : "")}}}";
    }
}
