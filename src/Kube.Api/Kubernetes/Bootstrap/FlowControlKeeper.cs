using Kube.Api.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Kubernetes.Bootstrap;

/// <summary>Restores the default flow schemas and priority levels every minute: the mandatory ones whatever was done to them, the suggested ones as their annotation says.</summary>
internal sealed class FlowControlKeeper(FlowControlBootstrap defaults, IWorkScheduler work, TimeProvider time, ILogger<FlowControlKeeper> logger) : ServerLoops(work, time, logger)
{
    private static readonly TimeSpan s_round = TimeSpan.FromMinutes(1);

    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        Repeat("api.flowcontrol.defaults", RoundAsync);
        return Task.CompletedTask;
    }

    private async Task RoundAsync()
    {
        await Task.Delay(s_round, Time, Stopping);
        await defaults.RunAsync(Stopping);
    }
}
