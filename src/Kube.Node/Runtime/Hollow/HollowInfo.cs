namespace Kube.Node.Runtime.Hollow;

internal sealed class HollowInfo(HollowPods pods) : IRuntimeDoor
{
    private static readonly RuntimeVersion Version = new("hollow", typeof(HollowInfo).Assembly.GetName().Version?.ToString(3) ?? "0.0.0", "v1");

    public ValueTask<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken) => new(Version);

    public ValueTask<RuntimeStatus> GetStatusAsync(CancellationToken cancellationToken) => new(new RuntimeStatus
    {
        Runtime = pods.Failure is { } message ? new(Ready: false, "HollowFailure", message) : new(Ready: true),
        Network = new(Ready: true),
        Limits = ["pods are simulated: no process runs, no port listens, no log is kept"],
    });

    public ValueTask UpdateConfigAsync(RuntimeConfig config, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        pods.UsePodCidr(config.PodCidr);
        return default;
    }

    public IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken) => pods.Events.WatchAsync(cancellationToken);
}
