using Kube.Api.Requests;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.Hosting;

/// <summary>What the host lends: loops, clock, randomness, logs.</summary>
internal sealed class HostTools(IWorkScheduler work, TimeProvider time, IRandomSource random, ILoggerFactory logs)
{
    public IWorkScheduler Work { get; } = work;

    public TimeProvider Time { get; } = time;

    public IRandomSource Random { get; } = random;

    public ILoggerFactory Logs { get; } = logs;
}
