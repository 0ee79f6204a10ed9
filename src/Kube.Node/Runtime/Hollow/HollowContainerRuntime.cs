using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

/// <summary>Simulated pods: addresses, states and times as of real ones, and no process, file or socket behind them.</summary>
/// <remarks>
/// <para>Time passes only through the <see cref="TimeProvider"/>: a container that runs for an hour ends when the provider's clock is an hour on. A pod costs about 1 KB.</para>
/// <para>Thread-safe. What a container does is said when it starts (<see cref="HollowRuntimeOptions.Behavior"/>) and may be overruled while it runs:
/// <see cref="Exit"/>, <see cref="SetReady"/>, <see cref="KillSandbox"/>, <see cref="Fail"/>.</para>
/// </remarks>
public sealed class HollowContainerRuntime : IContainerRuntime, ISimulatedNetwork
{
    private readonly HollowPods _pods;

    /// <summary>An empty node.</summary>
    /// <param name="options">What pods do.</param>
    /// <param name="time">The clock that they live by.</param>
    public HollowContainerRuntime(HollowRuntimeOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _pods = new(options, time);
        var images = new HollowImages(options, time, _pods);
        Sandboxes = new HollowSandboxes(_pods, options, time);
        Containers = new HollowContainers(_pods, images);
        Images = images;
        Streams = new HollowStreams(_pods);
        Stats = new HollowStats(_pods, time);
        Info = new HollowInfo(_pods);
    }

    /// <inheritdoc/>
    public ISandboxDoor Sandboxes { get; }

    /// <inheritdoc/>
    public IContainerDoor Containers { get; }

    /// <inheritdoc/>
    public IImageDoor Images { get; }

    /// <inheritdoc/>
    public IStreamingDoor Streams { get; }

    /// <inheritdoc/>
    public IStatsDoor Stats { get; }

    /// <inheritdoc/>
    public IRuntimeDoor Info { get; }

    /// <inheritdoc/>
    public ValueTask<bool> AnswersAsync(string containerId, int port, CancellationToken cancellationToken) => new(_pods.Answers(containerId));

    /// <summary>Ends a running container now, as if its program had ended; others are left as they are.</summary>
    /// <param name="containerId">The container.</param>
    /// <param name="exitCode">Its exit code.</param>
    /// <param name="outOfMemory">Whether it is shown as killed for want of memory.</param>
    /// <exception cref="ContainerNotFoundException">There is no such container.</exception>
    public void Exit(string containerId, int exitCode, bool outOfMemory = false) => _pods.Get(containerId).Exit(exitCode, outOfMemory);

    /// <summary>Makes a container answer probes, or not, from now on.</summary>
    /// <exception cref="ContainerNotFoundException">There is no such container.</exception>
    public void SetReady(string containerId, bool ready) => _pods.Get(containerId).SetReady(ready);

    /// <summary>Ends a sandbox and its containers, as if the host had lost them.</summary>
    /// <exception cref="SandboxNotFoundException">There is no such sandbox.</exception>
    public void KillSandbox(string sandboxId)
    {
        _pods.GetSandbox(sandboxId);
        _pods.StopSandbox(sandboxId);
    }

    /// <summary>Makes every call fail and the runtime not ready, until called with null. Containers run on.</summary>
    /// <param name="message">What is wrong; null is nothing.</param>
    public void Fail(string? message) => _pods.Failure = message;
}
