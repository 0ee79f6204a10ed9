using Kube.Api.Requests;
using Kube.Scheduling.Loop;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Hosting;

/// <summary>What everything needs that runs.</summary>
internal sealed class SchedulingTools(IWorkScheduler work, TimeProvider time, ILoggerFactory logs, IRandomSource random)
{
    public IWorkScheduler Work { get; } = work;

    public TimeProvider Time { get; } = time;

    public ILoggerFactory Logs { get; } = logs;

    public IRandomSource Random { get; } = random;

    public ILogger Logger { get; } = logs.CreateLogger<Scheduler>();
}
