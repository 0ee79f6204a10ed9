namespace Kube.Node.Runtime.Process;

internal sealed class ProcessInfo(ProcessPods pods) : IRuntimeDoor
{
    private static readonly RuntimeVersion Version = new("process", typeof(ProcessInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0", "v1");

    public ValueTask<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken) => new(Version);

    public async ValueTask<RuntimeStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var network = pods.Host.Network.IsReady ? new RuntimeCondition(Ready: true) : new(Ready: false, "NetworkPluginNotReady", "the node has no range of pod addresses yet");
        return new() { Runtime = new(Ready: true), Network = network, Limits = pods.Host.Abilities.Limits };
    }

    public async ValueTask UpdateConfigAsync(RuntimeConfig config, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        if (pods.Host.Network.Use(config.PodCidr))
            await pods.Host.Shims.EmptyAsync(forGood: false);
        pods.Host.Shims.Fill();
    }

    public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken) => pods.Events.WatchAsync(cancellationToken);
}
