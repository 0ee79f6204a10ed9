using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

internal sealed class CriStats(CriClient client, CriLists lists, IContainerDoor containers, ISandboxDoor sandboxes) : IStatsDoor
{
    public async ValueTask<ContainerStats> GetContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            return Container((await client.RuntimeAsync(RuntimeCalls.ContainerStats, new() { ContainerId = containerId }, cancellationToken)).Stats);
        }
        catch (GrpcException e)
        {
            // Runtimes say of one that they do not know what they say of any failure.
            await containers.GetStatusAsync(containerId, cancellationToken);
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<IReadOnlyList<ContainerStats>> ListContainersAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            var wire = new P.ContainerStatsFilter { Id = filter.Id ?? "", PodSandboxId = filter.SandboxId ?? "" };
            wire.LabelSelector.Add(filter.Labels.ToDictionary());
            var running = await lists.ContainersAsync(CriContainerConfigs.ToWire(filter with { State = ContainerState.Running }), cancellationToken);
            var ids = running.Select(container => container.Id).ToHashSet(StringComparer.Ordinal);
            if (ids.Count == 0) return [];
            var stats = await lists.ContainerStatsAsync(wire, cancellationToken);
            return [.. stats.Where(one => ids.Contains(one.Attributes.Id)).Select(Container)];
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<SandboxStats> GetSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            return Sandbox((await client.RuntimeAsync(RuntimeCalls.PodSandboxStats, new() { PodSandboxId = sandboxId }, cancellationToken)).Stats);
        }
        catch (GrpcException e) when (e.Code != GrpcStatusCode.Unavailable)
        {
            // containerd measures no sandbox that has no cgroup of its own; its containers it does.
            var status = await sandboxes.GetStatusAsync(sandboxId, cancellationToken);
            var containersOfIt = await ListContainersAsync(new() { SandboxId = sandboxId }, cancellationToken);
            return new() { Id = sandboxId, Metadata = status.Metadata, Labels = status.Labels, Containers = containersOfIt };
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<IReadOnlyList<SandboxStats>> ListSandboxesAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        if (filter.State == SandboxState.NotReady) return [];
        try
        {
            var wire = new P.PodSandboxStatsFilter { Id = filter.Id ?? "" };
            wire.LabelSelector.Add(filter.Labels.ToDictionary());
            return [.. (await lists.SandboxStatsAsync(wire, cancellationToken)).Select(Sandbox)];
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            // containerd lists none of them when one's container has ended and that could not be written down: a full disk, of all times.
            return await EachSandboxAsync(filter, cancellationToken);
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    private async ValueTask<IReadOnlyList<SandboxStats>> EachSandboxAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        var all = new List<SandboxStats>();
        foreach (var sandbox in await sandboxes.ListAsync(filter with { State = SandboxState.Ready }, cancellationToken))
        {
            try
            {
                all.Add(await GetSandboxAsync(sandbox.Id, cancellationToken));
            }
            catch (SandboxNotFoundException)
            {
                // It went meanwhile.
            }
        }

        return all;
    }

    /// <summary>The metrics that the runtime keeps of sandboxes and their containers, with what describes them; nothing where it keeps none.</summary>
    public async ValueTask<(IReadOnlyList<P.MetricDescriptor> Descriptors, IReadOnlyList<P.PodSandboxMetrics> Metrics)> MetricsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var described = await client.RuntimeAsync(RuntimeCalls.ListMetricDescriptors, new(), cancellationToken);
            return (described.Descriptors, await lists.SandboxMetricsAsync(cancellationToken));
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.Unimplemented)
        {
            return ([], []);
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public static FilesystemUsage? Filesystem(P.FilesystemUsage? usage)
    {
        if (usage is null) return null;
        var mountPoint = usage.FsId?.Mountpoint ?? "";
        var (capacity, available) = SizeOf(mountPoint);
        return new()
        {
            Timestamp = CriValues.Time(usage.Timestamp) ?? DateTimeOffset.UnixEpoch,
            MountPoint = mountPoint,
            UsedBytes = (long)(usage.UsedBytes?.Value ?? 0),
            InodesUsed = (long)(usage.InodesUsed?.Value ?? 0),
            CapacityBytes = capacity,
            AvailableBytes = available,
        };
    }

    private static ContainerStats Container(P.ContainerStats stats) => new()
    {
        Id = stats.Attributes.Id,
        Metadata = CriValues.Metadata(stats.Attributes.Metadata),
        Labels = stats.Attributes.Labels,
        Cpu = Cpu(stats.Cpu),
        Memory = Memory(stats.Memory),
        WritableLayer = Filesystem(stats.WritableLayer),
    };

    private static SandboxStats Sandbox(P.PodSandboxStats stats) => new()
    {
        Id = stats.Attributes.Id,
        Metadata = CriValues.Metadata(stats.Attributes.Metadata),
        Labels = stats.Attributes.Labels,
        Cpu = Cpu(stats.Linux?.Cpu),
        Memory = Memory(stats.Linux?.Memory),
        Network = Network(stats.Linux?.Network),
        ProcessCount = (long?)stats.Linux?.Process?.ProcessCount?.Value,
        Containers = [.. (stats.Linux?.Containers ?? []).Select(Container)],
    };

    private static CpuUsage? Cpu(P.CpuUsage? usage) =>
        usage?.UsageCoreNanoSeconds is { } used ? new(CriValues.Time(usage.Timestamp) ?? DateTimeOffset.UnixEpoch, (long)used.Value) : null;

    private static MemoryUsage? Memory(P.MemoryUsage? usage) => usage?.WorkingSetBytes is not { } working ? null : new()
    {
        Timestamp = CriValues.Time(usage.Timestamp) ?? DateTimeOffset.UnixEpoch,
        WorkingSetBytes = (long)working.Value,
        UsageBytes = (long)(usage.UsageBytes?.Value ?? 0),
        RssBytes = (long)(usage.RssBytes?.Value ?? 0),
        PageFaults = (long)(usage.PageFaults?.Value ?? 0),
        MajorPageFaults = (long)(usage.MajorPageFaults?.Value ?? 0),
    };

    private static NetworkUsage? Network(P.NetworkUsage? usage) => usage?.DefaultInterface is not { } main ? null : new()
    {
        Timestamp = CriValues.Time(usage.Timestamp) ?? DateTimeOffset.UnixEpoch,
        Interface = main.Name,
        ReceivedBytes = (long)(main.RxBytes?.Value ?? 0),
        ReceiveErrors = (long)(main.RxErrors?.Value ?? 0),
        SentBytes = (long)(main.TxBytes?.Value ?? 0),
        SendErrors = (long)(main.TxErrors?.Value ?? 0),
    };

    // CRI tells what is used; how much there is, the file system itself knows.
    private static (long Capacity, long Available) SizeOf(string path)
    {
        try
        {
            var drive = new DriveInfo(path);
            return (drive.TotalSize, drive.AvailableFreeSpace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return default;
        }
    }
}
