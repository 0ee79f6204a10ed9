using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Kube.Node.Eviction;
using Kube.Node.Runtime;
using Kube.Node.Volumes;

namespace Kube.Node.Endpoint;

/// <summary>What node and pods use, as <c>/stats/summary</c> shows it (<c>k8s.io/kubelet/pkg/apis/stats/v1alpha1</c>).</summary>
internal static class StatsSummary
{
    public static ArrayBufferWriter<byte> Encode(NodeMeasure measure)
    {
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteNode(json, measure);
        json.WriteStartArray("pods");
        foreach (var sandbox in measure.Sandboxes) WritePod(json, sandbox, measure);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return output;
    }

    private static void WriteNode(Utf8JsonWriter json, NodeMeasure measure)
    {
        var sandboxes = measure.Sandboxes;
        json.WriteStartObject("node");
        json.WriteString("nodeName", measure.NodeName);
        json.WriteString("startTime", Text(measure.Started));
        WriteCpu(json, sandboxes.Any(sandbox => sandbox.Cpu is not null) ? new CpuUsage(measure.Now, sandboxes.Sum(sandbox => sandbox.Cpu?.CoreNanoseconds ?? 0)) : null);
        SignalUse? memory = measure.Machine.TryGetValue(EvictionSignals.Memory, out var left) ? left : null;
        if (memory is not null || sandboxes.Any(sandbox => sandbox.Memory is not null))
        {
            WriteMemory(
                json,
                new MemoryUsage
                {
                    Timestamp = measure.Now,
                    WorkingSetBytes = memory is { } all ? all.Capacity - all.Available : sandboxes.Sum(sandbox => sandbox.Memory?.WorkingSetBytes ?? 0),
                    UsageBytes = sandboxes.Sum(sandbox => sandbox.Memory?.UsageBytes ?? 0),
                    RssBytes = sandboxes.Sum(sandbox => sandbox.Memory?.RssBytes ?? 0),
                },
                memory?.Available);
        }

        if (measure.Machine.TryGetValue(EvictionSignals.Disk, out var disk)) WriteDisk(json, "fs", measure, disk, used: new(disk.Capacity - disk.Available, 0));
        if (measure.Images is [var images, ..])
        {
            json.WriteStartObject("runtime");
            WriteFilesystem(json, "imageFs", images);
            WriteFilesystem(json, "containerFs", images);
            json.WriteEndObject();
        }

        if (measure.Machine.TryGetValue(EvictionSignals.Pids, out var pids))
        {
            json.WriteStartObject("rlimit");
            json.WriteString("time", Text(measure.Now));
            json.WriteNumber("maxpid", pids.Capacity);
            json.WriteNumber("curproc", pids.Capacity - pids.Available);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WritePod(Utf8JsonWriter json, SandboxStats pod, NodeMeasure measure)
    {
        var storage = measure.Storage.GetValueOrDefault(pod.Metadata.Uid, PodStorage.None);
        SignalUse? disk = measure.Machine.TryGetValue(EvictionSignals.Disk, out var left) ? left : null;
        json.WriteStartObject();
        json.WriteStartObject("podRef");
        json.WriteString("name", pod.Metadata.Name);
        json.WriteString("namespace", pod.Metadata.Namespace);
        json.WriteString("uid", pod.Metadata.Uid);
        json.WriteEndObject();
        json.WriteString("startTime", Text(measure.StartOf(pod)));
        json.WriteStartArray("containers");
        foreach (var container in pod.Containers)
        {
            json.WriteStartObject();
            json.WriteString("name", container.Metadata.Name);
            json.WriteString("startTime", Text(measure.StartOf(pod, container)));
            WriteCpu(json, container.Cpu);
            WriteMemory(json, container.Memory);
            if (container.WritableLayer is { } layer) WriteFilesystem(json, "rootfs", layer);
            if (disk is { } log && storage.Logs.TryGetValue(container.Metadata.Name, out var logs)) WriteDisk(json, "logs", measure, log, logs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteCpu(json, pod.Cpu);
        WriteMemory(json, pod.Memory);
        if (pod.Network is { } network) WriteNetwork(json, network);
        WriteVolumes(json, storage, measure, disk, measure.Driven.GetValueOrDefault(pod.Metadata.Uid) ?? []);
        if (disk is { } node) WriteStorage(json, pod, storage, measure, node);
        if (pod.ProcessCount is { } count)
        {
            json.WriteStartObject("process_stats");
            json.WriteNumber("process_count", count);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Those on the node's disk, and those of drivers.</summary>
    private static void WriteVolumes(Utf8JsonWriter json, PodStorage storage, NodeMeasure measure, SignalUse? disk, IReadOnlyList<VolumeStats> driven)
    {
        if ((disk is null || storage.Volumes.Count == 0) && driven.Count == 0) return;
        json.WriteStartArray("volume");
        if (disk is { } node)
            foreach (var (name, used) in storage.Volumes) WriteDisk(json, null, measure, node, used, name);
        foreach (var volume in driven) volume.Write(json, Text(measure.Now));
        json.WriteEndArray();
    }

    private static void WriteStorage(Utf8JsonWriter json, SandboxStats pod, PodStorage storage, NodeMeasure measure, SignalUse disk)
    {
        var layers = pod.Containers.Select(container => container.WritableLayer).OfType<FilesystemUsage>().ToList();
        var files = storage.Volumes.Values.Concat(storage.Logs.Values).ToList();
        WriteDisk(json, "ephemeral-storage", measure, disk, new(layers.Sum(layer => layer.UsedBytes) + files.Sum(one => one.Bytes), layers.Sum(layer => layer.InodesUsed) + files.Sum(one => one.Files)));
    }

    /// <summary>A part of the node's disk: what is left and what there is are the disk's.</summary>
    private static void WriteDisk(Utf8JsonWriter json, string? property, NodeMeasure measure, SignalUse disk, StorageAmount used, string? name = null)
    {
        if (property is null) json.WriteStartObject();
        else json.WriteStartObject(property);
        json.WriteString("time", Text(measure.Now));
        json.WriteNumber("availableBytes", disk.Available);
        json.WriteNumber("capacityBytes", disk.Capacity);
        json.WriteNumber("usedBytes", used.Bytes);
        if (measure.Machine.TryGetValue(EvictionSignals.DiskInodes, out var inodes))
        {
            json.WriteNumber("inodesFree", inodes.Available);
            json.WriteNumber("inodes", inodes.Capacity);
            json.WriteNumber("inodesUsed", property == "fs" ? inodes.Capacity - inodes.Available : used.Files);
        }

        if (name is not null) json.WriteString("name", name);
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

    private static void WriteMemory(Utf8JsonWriter json, MemoryUsage? memory, long? available = null)
    {
        if (memory is null) return;
        json.WriteStartObject("memory");
        json.WriteString("time", Text(memory.Timestamp));
        if (available is { } left) json.WriteNumber("availableBytes", left);
        json.WriteNumber("usageBytes", memory.UsageBytes);
        json.WriteNumber("workingSetBytes", memory.WorkingSetBytes);
        json.WriteNumber("rssBytes", memory.RssBytes);
        json.WriteNumber("pageFaults", memory.PageFaults);
        json.WriteNumber("majorPageFaults", memory.MajorPageFaults);
        json.WriteEndObject();
    }

    private static void WriteFilesystem(Utf8JsonWriter json, string name, FilesystemUsage layer)
    {
        json.WriteStartObject(name);
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
