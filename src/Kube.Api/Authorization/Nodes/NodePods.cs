using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Errors;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Kube.Store.Work;

namespace Kube.Api.Authorization.Nodes;

/// <summary>Which pods each node has and what they need; follows the pods from the first question about a node on.</summary>
/// <remarks>The index may be a moment behind the store. A node that is told of a pod asks for its secrets at once: what the index does not know is
/// therefore looked for in the newest snapshot before the answer is no. Safe for concurrent use.</remarks>
internal sealed class NodePods(WatchStarter watches, IStoreSnapshots snapshots, IResourceCatalog catalog, IWorkScheduler scheduler, TimeProvider time) : IAsyncDisposable
{
    private static readonly GroupVersionResource s_pods = new("", "v1", "pods");
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, Dictionary<PodKey, PodReferences>> _byNode = [];
    private readonly Dictionary<PodKey, string> _nodeOf = [];
    private Task? _loop;

    /// <summary>Whether a pod of the node needs the object.</summary>
    public bool Needs(string node, NodeObject kind, string ns, string name)
    {
        if (!catalog.Current.TryFind(s_pods, out var pods)) return false;
        lock (_gate)
        {
            _loop ??= scheduler.Run("api.nodepods", FollowAsync);
            if (_byNode.TryGetValue(node, out var known))
            {
                if (kind == NodeObject.Pod && known.ContainsKey(new PodKey(ns, name))) return true;
                foreach (var (key, references) in known)
                    if (key.Namespace == ns && references.Has(kind, name)) return true;
            }
        }

        return IsNeededNow(snapshots.Open(), pods, node, kind, ns, name);
    }

    /// <summary>The claims of the pods of a node.</summary>
    public IReadOnlyList<(string Namespace, string Name)> ClaimsOf(string node)
    {
        lock (_gate)
            return _byNode.TryGetValue(node, out var known) ? [.. known.SelectMany(static pod => pod.Value.Claims.Select(claim => (pod.Key.Namespace, claim)))] : [];
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        Task? loop;
        lock (_gate) loop = _loop;
        if (loop is not null) await loop;
        _stopping.Dispose();
    }

    private static bool IsNeededNow(IStoreSnapshot snapshot, ResourceDefinition pods, string node, NodeObject kind, string ns, string name)
    {
        if (kind == NodeObject.Pod) return snapshot.TryGet(pods, ns, name, out var found) && Read(found.Object)?.Node == node;
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(pods, ns))))
        {
            var pod = entry.AsObject(pods).Object;
            if (IsOn(pod, node) && Read(pod)?.Has(kind, name) == true) return true;
        }

        return false;
    }

    // The name's bytes are looked for before anything is decoded: most pods are on other nodes.
    private static bool IsOn(ServedObject pod, string node) => pod.Json.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes($"\"nodeName\":\"{node}\"")) >= 0;

    private static PodReferences? Read(ServedObject pod) => PodReferences.Of((V1Pod)pod.Decode(0));

    private async Task FollowAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await FollowOnceAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (ObjectDisposedException)
            {
                return;                                            // the container closes the store first
            }
            catch (StoreException)
            {
                // Whoever commits hears of it; here snapshots answer as long as they can be opened.
            }

            try
            {
                await Task.Delay(s_pause, time, _stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task FollowOnceAsync()
    {
        if (!catalog.Current.TryFind(s_pods, out var pods)) return;
        var request = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.Watch, Resource = pods };
        var options = new ListOptions { SendInitialEvents = true, AllowWatchBookmarks = true, ResourceVersionMatch = "NotOlderThan", TimeoutSeconds = int.MaxValue };
        await using var watch = await watches.StartAsync(request, options, _stopping.Token);
        lock (_gate)
        {
            _byNode.Clear();
            _nodeOf.Clear();
        }

        while (await watch.WaitToReadAsync(_stopping.Token))
        {
            while (watch.TryRead(out var change))
            {
                if (change.Type == WatchEventType.Error) return;
                if (change.Type != WatchEventType.Bookmark) Apply(change);
            }
        }
    }

    private void Apply(WatchEvent change)
    {
        var pod = (V1Pod)change.SharedObject;
        var key = new PodKey(pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "");
        var references = change.Type == WatchEventType.Deleted ? null : PodReferences.Of(pod);
        lock (_gate)
        {
            if (_nodeOf.TryGetValue(key, out var before) && before != references?.Node)
            {
                _nodeOf.Remove(key);
                _byNode[before].Remove(key);
                if (_byNode[before].Count == 0) _byNode.Remove(before);
            }

            if (references is null) return;
            _nodeOf[key] = references.Node;
            if (!_byNode.TryGetValue(references.Node, out var pods)) _byNode.Add(references.Node, pods = []);
            pods[key] = references;
        }
    }

    private readonly record struct PodKey(string Namespace, string Name);
}
