using Kube.Api.Authentication;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Election;
using Kube.Api.Client.Events;
using Kube.Api.Models;
using Kube.Scheduling.Binding;
using Kube.Scheduling.Loop;
using Kube.Scheduling.Plugins.Volumes;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kube.Scheduling.Hosting;

/// <summary>Starts the scheduler when the host has started, and ends it before the host stops.</summary>
internal sealed class SchedulerService(
    SchedulerParts parts, IKubeClientFactory clients, SchedulerInbox inbox, SchedulingTools tools, IOptions<SchedulingOptions> options)
    : IHostedLifecycleService, IAsyncDisposable
{
    private const string Name = "kube-scheduler";

    private static readonly CacheScope s_livingPods = new(FieldSelector: "status.phase!=Succeeded,status.phase!=Failed");
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        var client = clients.Create(new UserInfo("system:kube-scheduler", groups: [UserNames.AuthenticatedGroup]), Name);
        _running = tools.Work.Run("scheduler", () => RunAsync(client, _ending.Token));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => EndAsync();

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _ending.Dispose();
    }

    private async Task EndAsync()
    {
        // CancelAsync would go through the thread pool, outside of a test's virtual time.
        EndLoops();
        await _running;
    }

    private void EndLoops() => _ending.Cancel();

    private async Task RunAsync(IKubeClient client, CancellationToken cancellationToken)
    {
        try
        {
            if (options.Value.LeaderElection.Enabled) await LeadAsync(client, cancellationToken);
            else await RunTermAsync(client, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private async Task LeadAsync(IKubeClient client, CancellationToken cancellationToken)
    {
        await using var events = new EventRecorder(client, new EventOrigin("default-scheduler"), tools.Work, tools.Time, tools.Logs, tools.Random);
        await new LeaderElection(client, options.Value.LeaderElection, events, tools.Time, tools.Random, tools.Logs)
            .RunAsync(token => RunTermAsync(client, token), cancellationToken);
    }

    /// <summary>As long as this process leads: caches, model and queue are made for each term, since nobody keeps them current in between.</summary>
    private async Task RunTermAsync(IKubeClient client, CancellationToken cancellationToken)
    {
        await using var caches = new ResourceCaches(client, tools.Work, tools.Time, tools.Logs, tools.Random);
        await using var events = new SeriesEventRecorder(client, new EventOrigin("default-scheduler"), tools.Work, tools.Time, tools.Logs, tools.Random);
        inbox.Notes.Take();
        var volumes = new VolumeCaches(caches);
        var running = parts.Build(client, events, volumes);
        inbox.State = running.State;
        var calls = running.Calls.RunAsync(cancellationToken);
        try
        {
            await volumes.WaitForSyncAsync(cancellationToken);
            await FollowAsync(caches, running.Inbox, cancellationToken);
            await LoopAsync(running.Scheduler, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The term ends.
        }
        finally
        {
            inbox.State = null;
            running.State.Metrics.Dispose();
        }

        await EndedAsync(calls, cancellationToken);
        await running.Waiting.EndAsync();
    }

    private static async Task FollowAsync(ResourceCaches caches, ClusterInbox inbox, CancellationToken cancellationToken)
    {
        // Nodes come before pods, so that the first pod is not tried while the inbox is half full.
        await FollowAsync<V1Node>(caches, inbox, CacheScope.All, ClusterNoteKind.Node, ClusterNoteKind.NodeGone, cancellationToken);
        await FollowAsync<V1Namespace>(caches, inbox, CacheScope.All, ClusterNoteKind.Namespace, ClusterNoteKind.NamespaceGone, cancellationToken);
        await FollowAsync<V1PodDisruptionBudget>(caches, inbox, CacheScope.All, ClusterNoteKind.Budget, ClusterNoteKind.BudgetGone, cancellationToken);
        await FollowAsync<V1Pod>(caches, inbox, s_livingPods, ClusterNoteKind.Pod, ClusterNoteKind.PodGone, cancellationToken);
    }

    private static async Task FollowAsync<T>(
        ResourceCaches caches, ClusterInbox inbox, CacheScope scope, ClusterNoteKind seen, ClusterNoteKind gone, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        var cache = caches.For<T>(scope);
        // The caches end their subscriptions with themselves.
        cache.Subscribe(inbox.Handler<T>(seen, gone));
        await cache.WaitForSyncAsync(cancellationToken);
    }

    private async Task LoopAsync(Scheduler scheduler, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await scheduler.RunAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                tools.Logger.LoopFailed(e, s_again.TotalSeconds);
                await Task.Delay(s_again, tools.Time, cancellationToken);
            }
        }
    }

    private static async Task EndedAsync(Task calls, CancellationToken cancellationToken)
    {
        try
        {
            await calls;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The calls ended with the host.
        }
    }
}
