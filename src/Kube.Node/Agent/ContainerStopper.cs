using Kube.Api.Models;
using Kube.Node.Lifecycle;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Stops one container: hook, signal, kill (upstream's <c>killContainer</c>, 1.36).</summary>
internal sealed class ContainerStopper(IContainerRuntime runtime, LifecycleHooks hooks, INodeEvents events, TimeProvider time)
{
    private static readonly TimeSpan s_minimum = TimeSpan.FromSeconds(2);

    /// <param name="session">The pod.</param>
    /// <param name="container">The container; null when only the runtime knows it.</param>
    /// <param name="status">The life that ends.</param>
    /// <param name="message">Why, for the event; empty: a plain stop.</param>
    /// <param name="grace">The time that hook and signal have together.</param>
    /// <param name="cancellationToken">Leaves it; a later call goes on without repeating the hook.</param>
    public async ValueTask StopAsync(PodSession session, V1Container? container, ContainerStatus status, string message, TimeSpan grace, CancellationToken cancellationToken)
    {
        var name = status.Metadata.Name;
        if (session.Announced.Add(status.Id))
        {
            events.Container(session.Pod, name, NodeEventsExtensions.Normal, EventReasons.Killing, message.Length > 0 ? message : $"Stopping container {name}");
            if (container?.Lifecycle?.PreStop is { } hook && status.State == ContainerState.Running && grace > TimeSpan.Zero)
                grace -= await RunPreStopAsync(session, container, status, hook, grace, cancellationToken);
        }

        await runtime.Containers.StopAsync(status.Id, grace > s_minimum ? grace : s_minimum, cancellationToken);
    }

    private async ValueTask<TimeSpan> RunPreStopAsync(
        PodSession session, V1Container container, ContainerStatus status, V1LifecycleHandler hook, TimeSpan grace, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var expiry = new CancellationTokenSource(grace, time);
        await using var registration = expiry.Token.Register(static source => ((CancellationTokenSource)source!).Cancel(), limit);
        try
        {
            if (await hooks.RunAsync(container, status.Id, hook, session.Address, limit.Token) is not null)
                events.Container(session.Pod, container.Name, NodeEventsExtensions.Warning, EventReasons.FailedPreStopHook, "PreStopHook failed");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The hook outlived the grace: the signal comes all the same.
        }
        finally
        {
            expiry.Dispose();
        }

        return time.GetElapsedTime(began);
    }
}
