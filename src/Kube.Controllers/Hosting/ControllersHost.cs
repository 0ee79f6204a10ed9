using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Election;
using Kube.Api.Client.Events;
using Kube.Controllers.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Hosting;

/// <summary>Runs the controllers while this process leads. They start when the host has started, so that whatever serves the API does.</summary>
internal sealed partial class ControllersHost(
    IServiceProvider services, IEnumerable<IControllerSpec> specs, ControllerClients clients, HostTools tools, ControllersHealth health, IOptions<KubeControllersOptions> options)
    : IHostedLifecycleService, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _logger = tools.Logs.CreateLogger("Kube.Controllers");
    private Task _loop = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _loop = tools.Work.Run("controllers", () => RunAsync(_stopping.Token));
        return Task.CompletedTask;
    }

    // Before anything else of the host stops, the API included: controllers let go of the lease through it.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        EndLoop();
        await _loop;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        EndLoop();
        await _loop;
        _stopping.Dispose();
    }

    // CancelAsync would go through the thread pool, outside of a test's virtual time.
    private void EndLoop()
    {
        if (!_loop.IsCompleted) _stopping.Cancel();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var caches = new ResourceCaches(clients.ForCaches(), tools.Work, tools.Time, tools.Logs, tools.Random);
        var term = new ControllerTerm(services, caches, clients.For, tools.Work, tools.Time, tools.Random, tools.Logs);
        try
        {
            if (options.Value.LeaderElection.Enabled) await LeadAsync(term, cancellationToken);
            else await RunTermAsync(term, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The end that was asked for.
        }
    }

    private async Task LeadAsync(ControllerTerm term, CancellationToken cancellationToken)
    {
        var client = clients.ForCaches();
        await using var events = new EventRecorder(client, new(options.Value.Name), tools.Work, tools.Time, tools.Logs, tools.Random);
        await new LeaderElection(client, options.Value.LeaderElection, events, tools.Time, tools.Random, tools.Logs)
            .RunAsync(token => RunTermAsync(term, token), cancellationToken);
    }

    /// <summary>One term: ends when all controllers have. One that fails is logged and ends alone.</summary>
    private async Task RunTermAsync(ControllerTerm term, CancellationToken cancellationToken)
    {
        List<(string Name, IRunningController Controller)> controllers = [.. specs.Select(spec => (spec.Name, spec.Make(term)))];
        health.Follow(() => [.. controllers.Select(static running => (running.Name, running.Controller.IsReady))]);
        health.IsLeader = true;
        await Task.WhenAll(controllers.Select(running => tools.Work.Run(running.Name, () => RunAsync(running.Name, running.Controller, cancellationToken))));
        health.IsLeader = false;
        health.Follow(static () => []);
        foreach (var (_, controller) in controllers) await controller.DisposeAsync();
    }

    private async Task RunAsync(string name, IRunningController controller, CancellationToken cancellationToken)
    {
        try
        {
            await controller.RunAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The term ends.
        }
        catch (Exception e)
        {
            Ended(e, name);
        }
    }

    [LoggerMessage(4021, LogLevel.Critical, "{Controller} ended and will not start again in this term")]
    private partial void Ended(Exception exception, string controller);
}
