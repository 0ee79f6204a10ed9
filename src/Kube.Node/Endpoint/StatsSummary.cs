using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kube.Node.Runtime;

namespace Kube.Node.Endpoint;

/// <summary>What node and pods use, as <c>/stats/summary</c> shows it (<c>k8s.io/kubelet/pkg/apis/stats/v1alpha1</c>).</summary>
internal static class StatsSummary
{
    public static ArrayBufferWriter<byte> Encode(string node, DateTimeOffset started, DateTimeOffset now, IReadOnlyList<SandboxStats> sandboxes, IReadOnlyDictionary<string, IReadOnlyList<VolumeStats>> volumes)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteStartObject("node");
        json.WriteString("nodeName", node);
        json.WriteString("startTime", Text(started));
        WriteCpu(json, sandboxes.Any(sandbox => sandbox.Cpu is not null) ? new CpuUsage(now, sandboxes.Sum(sandbox => sandbox.Cpu?.CoreNanoseconds ?? 0)) : null);
        WriteMemory(
            json,
            sandboxes.Any(sandbox => sandbox.Memory is not null)
                ? new MemoryUsage
                {
                    Timestamp = now,
                    WorkingSetBytes = sandboxes.Sum(sandbox => sandbox.Memory?.WorkingSetBytes ?? 0),
                    UsageBytes = sandboxes.Sum(sandbox => sandbox.Memory?.UsageBytes ?? 0),
                    RssBytes = sandboxes.Sum(sandbox => sandbox.Memory?.RssBytes ?? 0),
                }
                : null);
        json.WriteEndObject();
        json.WriteStartArray("pods");
        foreach (var sandbox in sandboxes) WritePod(json, sandbox, started, Text(now), volumes.GetValueOrDefault(sandbox.Metadata.Uid) ?? []);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output;
    }

    private static void WritePod(Utf8JsonWriter json, SandboxStats pod, DateTimeOffset started, string now, IReadOnlyList<VolumeStats> volumes)
    {
        json.WriteStartObject();
        json.WriteStartObject("podRef");
        json.WriteString("name", pod.Metadata.Name);
        json.WriteString("namespace", pod.Metadata.Namespace);
        json.WriteString("uid", pod.Metadata.Uid);
        json.WriteEndObject();
        json.WriteString("startTime", Text(started));
        json.WriteStartArray("containers");
        foreach (var container in pod.Containers)
        {
            json.WriteStartObject();
            json.WriteString("name", container.Metadata.Name);
            json.WriteString("startTime", Text(started));
            WriteCpu(json, container.Cpu);
            WriteMemory(json, container.Memory);
            if (container.WritableLayer is { } layer) WriteFilesystem(json, layer);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCpu(json, pod.Cpu);
        WriteMemory(json, pod.Memory);
        if (pod.Network is { } network) WriteNetwork(json, network);
        if (volumes.Count > 0)
        {
            json.WriteStartArray("volume");
            foreach (var volume in volumes) volume.Write(json, now);
            json.WriteEndArray();
        }

        if (pod.ProcessCount is { } count)
        {
            json.WriteStartObject("process_stats");
            json.WriteNumber("process_count", count);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, CpuUsage? cpu)
    {
        if (cpu is null) return;
        json.WriteStartObject("cpu");
        json.WriteString("time", Text(cpu.Timestamp));
        json.WriteNumber("usageCoreNanoSeconds", cpu.CoreNanoseconds);
        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, MemoryUsage? memory)
    {
        if (memory is null) return;
        json.WriteStartObject("memory");
        json.WriteString("time", Text(memory.Timestamp));
        json.WriteNumber("usageBytes", memory.UsageBytes);
        json.WriteNumber("workingSetBytes", memory.WorkingSetBytes);
        json.WriteNumber("rssBytes", memory.RssBytes);
        json.WriteNumber("pageFaults", memory.PageFaults);
        json.WriteNumber("majorPageFaults", memory.MajorPageFaults);
        json.WriteEndObject();
    }

    private static void WriteFilesystem(Utf8JsonWriter json, FilesystemUsage layer)
    {
        json.WriteStartObject("rootfs");
        json.WriteString("time", Text(layer.Timestamp));
        if (layer.CapacityBytes > 0) json.WriteNumber("capacityBytes", layer.CapacityBytes);
        if (layer.AvailableBytes > 0) json.WriteNumber("availableBytes", layer.AvailableBytes);
        json.WriteNumber("usedBytes", layer.UsedBytes);
        json.WriteNumber("inodesUsed", layer.InodesUsed);
        json.WriteEndObject();
    }

    private static void WriteNetwork(Utf8JsonWriter json, NetworkUsage network)
    {
        json.WriteStartObject("network");
        json.WriteString("time", Text(network.Timestamp));
        json.WriteString("name", network.Interface);
        json.WriteNumber("rxBytes", network.ReceivedBytes);
        json.WriteNumber("rxErrors", network.ReceiveErrors);
        json.WriteNumber("txBytes", network.SentBytes);
        json.WriteNumber("txErrors", network.SendErrors);
        json.WriteEndObject();
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
