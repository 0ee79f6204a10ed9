namespace Kube.Node.Runtime.Hollow;

/// <summary>Usage as the containers' behaviours say.</summary>
internal sealed class HollowStats(HollowPods pods, TimeProvider time) : IStatsDoor
{
    public ValueTask<ContainerStats> GetContainerAsync(string containerId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Measure(pods.Get(containerId)));
    }

    public ValueTask<IReadOnlyList<ContainerStats>> ListContainersAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Running(filter));
    }

    public ValueTask<SandboxStats> GetSandboxAsync(string sandboxId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Measure(pods.GetSandbox(sandboxId)));
    }

    public ValueTask<IReadOnlyList<SandboxStats>> ListSandboxesAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(pods.List(filter).Where(sandbox => sandbox.State == SandboxState.Ready).Select(Measure).ToArray());
    }

    private ContainerStats[] Running(ContainerFilter filter) =>
        [.. pods.Find(filter with { State = ContainerState.Running }).Select(Measure)];

    private ContainerStats Measure(HollowContainer container)
    {
        var status = container.Status;
        var now = time.GetUtcNow();
        var ran = status.StartedAt is { } started ? (status.FinishedAt ?? now) - started : TimeSpan.Zero;
        var memory = status.State == ContainerState.Running ? container.Behavior.MemoryBytes : 0;
        return new()
        {
            Id = status.Id,
            Metadata = status.Metadata,
            Labels = status.Labels,
            Cpu = new(now, (long)(ran.TotalNanoseconds * container.Behavior.CpuCores)),
            Memory = new() { Timestamp = now, WorkingSetBytes = memory, UsageBytes = memory, RssBytes = memory },
            WritableLayer = new() { Timestamp = now },
        };
    }

    private SandboxStats Measure(SandboxStatus sandbox)
    {
        var containers = Running(new() { SandboxId = sandbox.Id });
        var now = time.GetUtcNow();
        var memory = containers.Sum(container => container.Memory!.UsageBytes);
        return new()
        {
            Id = sandbox.Id,
            Metadata = sandbox.Metadata,
            Labels = sandbox.Labels,
            Cpu = new(now, containers.Sum(container => container.Cpu!.CoreNanoseconds)),
            Memory = new() { Timestamp = now, WorkingSetBytes = memory, UsageBytes = memory, RssBytes = memory },
            Network = sandbox.Addresses.Count > 0 ? new() { Timestamp = now, Interface = "eth0" } : null,
            ProcessCount = containers.Length,
            Containers = containers,
        };
    }
}
