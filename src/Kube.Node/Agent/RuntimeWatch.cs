using Kube.Node.Errors;
using Kube.Node.Runtime;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Agent;

/// <summary>Wakes pods by the runtime's events. Events may be lost: the workers look by themselves now and then.</summary>
internal sealed class RuntimeWatch(IContainerRuntime runtime, PodWorkers workers, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var change in runtime.Info.WatchAsync(cancellationToken)) workers.Wake(change.PodUid);
                NodeLog.EventsEnded(logger, null);
            }
            catch (Exception e) when (e is NodeException or IOException)
            {
                NodeLog.EventsEnded(logger, e);
            }

            await Task.Delay(s_retry, time, cancellationToken);
            workers.WakeAll();
        }
    }
}
