namespace Kube.Node.Runtime;

/// <summary>The runtime itself.</summary>
public interface IRuntimeDoor
{
    /// <summary>Who the runtime is; node status shows it as <c>name://version</c>.</summary>
    ValueTask<RuntimeVersion> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether the runtime can run pods now. Also starts what the runtime does lazily, such as finding the pods of its last life.</summary>
    ValueTask<RuntimeStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>Tells the runtime what the cluster gave to this node. Pods run before keep their addresses.</summary>
    ValueTask UpdateConfigAsync(RuntimeConfig config, CancellationToken cancellationToken);

    /// <summary>Changes of containers and sandboxes from now on.</summary>
    /// <remarks>A hint, not a record: a reader that falls 4,096 events behind loses the oldest and must list (as it must now and then anyway).
    /// Each call is a subscription of its own, which begins when enumeration does.</remarks>
    IAsyncEnumerable<ContainerEvent> WatchAsync(CancellationToken cancellationToken);
}
