using Kube.Api.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Api.FlowControl;

/// <summary>Lets the priority levels borrow of each other.</summary>
internal sealed class LevelBorrowing(FlowController flows, IOptions<FlowControlOptions> options, IWorkScheduler work, TimeProvider time, ILogger<LevelBorrowing> logger)
    : ServerLoops(work, time, logger)
{
    public override Task StartedAsync(CancellationToken cancellationToken)
    {
        Repeat("api.flowcontrol.borrowing", BorrowAsync);
        return Task.CompletedTask;
    }

    private async Task BorrowAsync()
    {
        await Task.Delay(options.Value.BorrowingPeriod, Time, Stopping);
        flows.AdjustBorrowing();
    }
}
