using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Client.Discovery;
using Kube.Api.Client.Events;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Queues;
using Kube.Controllers.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Controllers.GarbageCollection;

/// <summary>Deletes objects whose owners are gone. It watches the metadata of every resource that can be deleted, those that come later included.</summary>
internal sealed partial class GarbageCollector(
    IResourceCaches caches, IResourceDirectory directory, IKubeClient client, IEventRecorder events, TimeProvider time, IWorkScheduler work, ILoggerFactory logs)
    : IControllerLoop
{
    private const int Workers = 20;

    // Upstream's: resources come and go seldom, and one that cannot be listed must not stop the others.
    private static readonly TimeSpan s_discovery = TimeSpan.FromSeconds(30);

    private readonly ILogger _logger = logs.CreateLogger("Kube.Controllers.garbage-collector");
    private readonly Dictionary<GroupVersionResource, IDisposable> _monitored = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var deletions = new WorkQueue<string>("garbage_collector_attempt_to_delete", time);
        using var orphanings = new WorkQueue<string>("garbage_collector_attempt_to_orphan", time);
        var graph = new OwnerGraph(uid => deletions.Add(uid), uid => orphanings.Add(uid), ReportInvalid);
        var collector = new Collector(graph, new(client, directory), uid => deletions.Add(uid));
        try
        {
            await MonitorAsync(graph, cancellationToken);
            await SyncAsync(cancellationToken);
            using var ending = cancellationToken.Register(() =>
            {
                deletions.Dispose();
                orphanings.Dispose();
            });
            List<Task> workers = [work.Run("garbage-collector.discovery", () => FollowResourcesAsync(graph, cancellationToken))];
            for (var i = 0; i < Workers; i++)
                workers.Add(work.Run("garbage-collector.delete", () => WorkAsync(deletions, collector.DeleteAsync, cancellationToken)));
            workers.Add(work.Run("garbage-collector.orphan", () => WorkAsync(orphanings, (uid, token) => OrphanAsync(collector, uid, token), cancellationToken)));
            await Task.WhenAll(workers);
        }
        finally
        {
            foreach (var monitor in _monitored.Values) monitor.Dispose();
            _monitored.Clear();
        }
    }

    private static async ValueTask<bool> OrphanAsync(Collector collector, string uid, CancellationToken cancellationToken)
    {
        await collector.OrphanAsync(uid, cancellationToken);
        return true;
    }

    private async Task WorkAsync(WorkQueue<string> queue, Func<string, CancellationToken, ValueTask<bool>> act, CancellationToken cancellationToken)
    {
        while (await queue.TakeAsync() is { IsKey: true, Key: var uid } && !cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await act(uid, cancellationToken)) queue.Forget(uid);
                else queue.Retry(uid);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Changed while it was looked at: what it is now counts.
                if (e is not ConflictException) Failed(e, uid);
                queue.Retry(uid);
            }
            finally
            {
                queue.Done(uid);
            }
        }
    }

    private async Task FollowResourcesAsync(OwnerGraph graph, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(s_discovery, time, cancellationToken);
                await MonitorAsync(graph, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ApiException or IOException or HttpRequestException)
            {
                DiscoveryFailed(e);
            }
        }
    }

    private async ValueTask MonitorAsync(OwnerGraph graph, CancellationToken cancellationToken)
    {
        var served = await directory.ListAsync(cancellationToken);
        var wanted = served.All.Where(IsCollected).ToDictionary(static resource => resource.Resource);
        // What a server has that does not answer is not gone: its owners still hold what they own.
        foreach (var gone in _monitored.Keys.Where(resource => !wanted.ContainsKey(resource) && !served.Stale.Contains(resource.ApiVersion)).ToArray())
        {
            _monitored.Remove(gone, out var monitor);
            monitor!.Dispose();
        }

        foreach (var resource in wanted.Values)
        {
            if (_monitored.ContainsKey(resource.Resource)) continue;
            _monitored.Add(resource.Resource, caches.ForMetadata(resource.Resource, CacheScope.All).Subscribe(new GraphHandler(graph, resource)));
        }
    }

    private async ValueTask SyncAsync(CancellationToken cancellationToken)
    {
        using var atMost = new CancellationTokenSource(s_discovery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(atMost.Token, cancellationToken);
        try
        {
            await caches.WaitForSyncAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing is deleted on the word of a cache, so the collection may begin before the last of them has synced.
            SyncTakesLong();
        }
    }

    // Events go by themselves, and there are many of them.
    private static bool IsCollected(ServedResource resource) =>
        resource.IsPreferred && resource.Can(Verbs.Delete, Verbs.List, Verbs.Watch) && resource.Resource is not { Resource: "events", Group: "" or "events.k8s.io" };

    private void ReportInvalid(ObjectIdentity obj, ObjectIdentity owner) => events.Event(
        new V1ObjectReference { Kind = obj.Kind, ApiVersion = obj.ApiVersion, Namespace = obj.Namespace.Length == 0 ? null : obj.Namespace, Name = obj.Name, Uid = obj.Uid },
        EventTypes.Warning,
        "OwnerRefInvalidNamespace",
        $"ownerRef {owner} does not exist in namespace \"{obj.Namespace}\"");

    [LoggerMessage(4101, LogLevel.Warning, "The object {Uid} could not be collected; it is tried again")]
    private partial void Failed(Exception exception, string uid);

    [LoggerMessage(4102, LogLevel.Warning, "The resources of the server could not be read; objects of new ones are not collected yet")]
    private partial void DiscoveryFailed(Exception exception);

    [LoggerMessage(4103, LogLevel.Warning, "Some resources could not be listed in time; the garbage collector begins without them")]
    private partial void SyncTakesLong();
}
