namespace Kube.Node.Runtime.Hollow;

internal sealed class HollowSandboxes(HollowPods pods, HollowRuntimeOptions options, TimeProvider time) : ISandboxDoor
{
    public async ValueTask<string> RunAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        if (options.SandboxTime > TimeSpan.Zero)
            await Task.Delay(options.SandboxTime, time, cancellationToken);
        var sandbox = pods.AddSandbox(config).Status;
        pods.Tell(ContainerEventKind.Started, sandbox);
        return sandbox.Id;
    }

    public ValueTask StopAsync(string sandboxId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        pods.StopSandbox(sandboxId);
        return default;
    }

    public ValueTask RemoveAsync(string sandboxId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        pods.RemoveSandbox(sandboxId);
        return default;
    }

    public ValueTask<SandboxStatus> GetStatusAsync(string sandboxId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(pods.GetSandbox(sandboxId));
    }

    public ValueTask<IReadOnlyList<SandboxStatus>> ListAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(pods.List(filter));
    }
}
