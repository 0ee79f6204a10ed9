using System.Globalization;

namespace Kube.Node.Runtime.Process;

internal sealed class ProcessStats(ProcessPods pods, TimeProvider time) : IStatsDoor
{
    public async ValueTask<ContainerStats> GetContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        return Measure(pods.GetContainer(containerId));
    }

    public async ValueTask<IReadOnlyList<ContainerStats>> ListContainersAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var running = filter with { State = ContainerState.Running };
        return [.. pods.All.SelectMany(pod => pod.Containers).Where(container => running.Matches(container.Status)).Select(Measure)];
    }

    public async ValueTask<SandboxStats> GetSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        return Measure(pods.Get(sandboxId));
    }

    public async ValueTask<IReadOnlyList<SandboxStats>> ListSandboxesAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var ready = filter with { State = SandboxState.Ready };
        return [.. pods.All.Where(pod => ready.Matches(pod.Status)).Select(Measure)];
    }

    private ContainerStats Measure(ProcessContainer container)
    {
        var cgroup = container.Record.Cgroup;
        var now = time.GetUtcNow();
        var exists = cgroup.Length > 0 && container.Status.State == ContainerState.Running;
        return new()
        {
            Id = container.Record.Id,
            Metadata = container.Record.Config.Metadata,
            Labels = container.Record.Config.Labels,
            Cpu = exists ? pods.Host.Cgroups.Cpu(cgroup, now) : null,
            Memory = exists ? pods.Host.Cgroups.Memory(cgroup, now) : null,
            WritableLayer = new() { Timestamp = now },
        };
    }

    private SandboxStats Measure(ProcessPod pod)
    {
        var now = time.GetUtcNow();
        var running = pod.Containers.Where(container => container.Status.State == ContainerState.Running).ToArray();
        var containers = running.Select(Measure).ToArray();
        var measured = containers.Length > 0 && Array.TrueForAll(containers, container => container is { Cpu: not null, Memory: not null });
        return new()
        {
            Id = pod.Id,
            Metadata = pod.Record.Config.Metadata,
            Labels = pod.Record.Config.Labels,
            Cpu = measured ? new(now, containers.Sum(container => container.Cpu!.CoreNanoseconds)) : null,
            Memory = measured ? Sum(containers, now) : null,
            Network = pod.IsReady && pod.IsIsolated && pod.Record.Address.Length > 0 ? Traffic(pod.Record.Shim.Pid, now) : null,
            ProcessCount = measured ? running.Sum(container => (long)pods.Host.Cgroups.Processes(container.Record.Cgroup).Count) : null,
            Containers = containers,
        };
    }

    private static MemoryUsage Sum(ContainerStats[] containers, DateTimeOffset now) => new()
    {
        Timestamp = now,
        WorkingSetBytes = containers.Sum(container => container.Memory!.WorkingSetBytes),
        UsageBytes = containers.Sum(container => container.Memory!.UsageBytes),
        RssBytes = containers.Sum(container => container.Memory!.RssBytes),
        PageFaults = containers.Sum(container => container.Memory!.PageFaults),
        MajorPageFaults = containers.Sum(container => container.Memory!.MajorPageFaults),
    };

    private static NetworkUsage? Traffic(int pid, DateTimeOffset now)
    {
        try
        {
            foreach (var line in File.ReadLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/net/dev")))
            {
                var columns = line.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
                if (columns is not ["eth0", ..] || columns.Length < 12)
                    continue;
                long At(int index) => long.Parse(columns[index], CultureInfo.InvariantCulture);
                return new() { Timestamp = now, Interface = "eth0", ReceivedBytes = At(1), ReceiveErrors = At(3), SentBytes = At(9), SendErrors = At(11) };
            }
        }
        catch (IOException)
        {
            // The pod ended meanwhile.
        }

        return null;
    }
}
