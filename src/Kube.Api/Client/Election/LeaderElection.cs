using System.Globalization;
using Kube.Api.Client.Events;
using Kube.Api.Requests;
using Microsoft.Extensions.Logging;

namespace Kube.Api.Client.Election;

/// <summary>Lets one of several processes work at a time: the one that holds a Lease. Upstream's rules, so that both may take part.</summary>
/// <param name="client">Reads and writes the lease.</param>
/// <param name="options">Which lease, whose name in it, and how long.</param>
/// <param name="events">Told who leads.</param>
/// <param name="time">The clock.</param>
/// <param name="random">Spreads the attempts, and makes an identity when the options have none.</param>
/// <param name="logs">Told who leads, and of what fails.</param>
public sealed class LeaderElection(
    IKubeClient client, LeaderElectionOptions options, IEventRecorder events, TimeProvider time, IRandomSource random, ILoggerFactory logs)
{
    private static readonly TimeSpan s_release = TimeSpan.FromSeconds(1);

    /// <summary>Waits for the lease, leads while it is held, and again. At the end it lets go of the lease, so that another process need not wait.</summary>
    /// <param name="lead">The work: begun when this process leads; its token is cancelled when it no longer does, and it is awaited then.</param>
    /// <param name="cancellationToken">The end.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lead);
        var identity = options.Identity.Length > 0 ? options.Identity : $"{Environment.MachineName}_{NewId()}";
        var elector = new LeaderElector(client, options, identity, events, time, random.NextFraction, logs.CreateLogger("Kube.Api.Client.Election"));
        try
        {
            while (true)
            {
                await elector.AcquireAsync(cancellationToken);
                using var losing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var leading = LeadAsync(lead, losing.Token);
                try
                {
                    await elector.RenewAsync(cancellationToken);
                }
                finally
                {
                    End(losing);
                    await leading;
                }
            }
        }
        finally
        {
            using var atMost = new CancellationTokenSource(s_release, time);
            await elector.ReleaseAsync(atMost.Token);
        }
    }

    private static async Task LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        try
        {
            await lead(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end of this term.
        }
    }

    // CancelAsync would go through the thread pool, outside of a test's virtual time.
    private static void End(CancellationTokenSource term) => term.Cancel();

    private string NewId()
    {
        var bytes = new byte[16];
        random.Fill(bytes);
        return new Guid(bytes).ToString("D", CultureInfo.InvariantCulture);
    }
}
