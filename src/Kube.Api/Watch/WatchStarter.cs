using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Selectors;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Watch;

/// <summary>Starts watches: where from, with what, on which feed, and for how long.</summary>
internal sealed class WatchStarter(WatchHub hub, IKeyValueStore store, IStoreSnapshots snapshots, IRandomSource random, TimeProvider time)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMinutes(30);

    public async ValueTask<ObjectWatch> StartAsync(RequestInfo request, ListOptions options, CancellationToken cancellationToken)
    {
        var resource = request.Resource;
        var labels = LabelSelector.Parse(options.LabelSelector);
        var fields = FieldSelector.Parse(options.FieldSelector);
        options = ListOptionsRules.CheckWatch(options);
        var selection = ObjectSelection.Of(labels, fields, resource).Within(request.Namespace, request.Name, resource);
        if (RequestRevision.ParameterProblem(options.ResourceVersion, out var revision) is { } problem) throw new UnclassifiedException(problem);

        // Upstream spreads watches that do not say between half an hour and an hour, so that clients do not all come back at once.
        var timeout = options.TimeoutSeconds is { } seconds and not 0 ? TimeSpan.FromSeconds(Math.Clamp(seconds, 0, int.MaxValue)) : s_shortest * (1 + random.NextFraction());
        var clock = new WatchClock(time, timeout, options.AllowWatchBookmarks);
        // Joined before the snapshot is opened: what is committed in between is in both and sent once.
        var watch = new FeedWatch(hub, store, resource, selection, KeyOf(resource, selection), clock);
        try
        {
            if (options.SendInitialEvents == true)
            {
                var snapshot = revision > 0
                    ? await snapshots.OpenNotOlderThanAsync(revision, time, cancellationToken)
                    : await snapshots.OpenLatestAsync(cancellationToken);
                var plan = ListPlan.Of(request, snapshot, selection);
                await plan.PrepareAsync(cancellationToken);
                watch.BeginWith(plan.Run().Items, snapshot.Revision, options.AllowWatchBookmarks);
            }
            else
            {
                watch.BeginAfter(revision > 0 ? revision : hub.Revision);
            }

            return watch;
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }

    private static FeedKey KeyOf(ResourceDefinition resource, ObjectSelection selection)
    {
        var ns = selection.Namespace ?? "";
        if (selection.Name is { } name && (ns.Length > 0 || !resource.Namespaced)) return FeedKey.OfName(ns, name);
        if (selection.Indexed is { } indexed) return new(indexed.Field, indexed.Value);
        return ns.Length > 0 ? FeedKey.OfNamespace(ns) : FeedKey.All;
    }
}
