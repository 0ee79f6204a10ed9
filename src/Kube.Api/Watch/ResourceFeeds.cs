using Kube.Api.Catalog;
using Kube.Api.Objects;

namespace Kube.Api.Watch;

/// <summary>The feeds of one resource. Used under the hub's lock.</summary>
internal sealed class ResourceFeeds(ResourceDefinition resource, Lock gate)
{
    private readonly Dictionary<FeedKey, ChangeFeed> _feeds = [];
    private readonly List<ChangeFeed> _ordered = [];
    private ChangeFeed? _all;

    public bool IsEmpty => _ordered.Count == 0;

    public ChangeFeed GetOrAdd(FeedKey key)
    {
        if (_feeds.TryGetValue(key, out var feed)) return feed;
        feed = new(key, gate);
        _feeds.Add(key, feed);
        _ordered.Add(feed);
        if (key == FeedKey.All) _all = feed;
        return feed;
    }

    public void Remove(ChangeFeed feed)
    {
        _feeds.Remove(feed.Key);
        _ordered.Remove(feed);
        if (ReferenceEquals(feed, _all)) _all = null;
    }

    public void WakeAll()
    {
        foreach (var feed in _ordered) feed.WakeAll(null);
    }

    public void Append(ObjectChange change, List<ChangeFeed> touched)
    {
        if (_all is { } all) Append(all, change, touched);
        // Facts cost a pass over the object: only when someone selects by them.
        if (_ordered.Count == (_all is null ? 0 : 1)) return;

        var now = change.Current?.Object.Facts;
        var before = change.Previous?.Object.Facts;
        var known = (now ?? before)!;
        Append(FeedKey.OfNamespace(known.Namespace), change, touched);
        Append(FeedKey.OfName(known.Namespace, known.Name), change, touched);
        var fields = resource.SelectableFields;
        for (var i = 0; i < fields.Count; i++)
        {
            if (!fields[i].Indexed) continue;
            var value = known.Selectable(i);
            Append(new FeedKey(i, value), change, touched);
            // An object that left a value concerns the watchers of that value, too.
            if (before is not null && before.Selectable(i) is var old && old != value) Append(new FeedKey(i, old), change, touched);
        }
    }

    private static void Append(ChangeFeed feed, ObjectChange change, List<ChangeFeed> touched)
    {
        feed.Append(change);
        if (feed.Touched) return;
        feed.Touched = true;
        touched.Add(feed);
    }

    private void Append(FeedKey key, ObjectChange change, List<ChangeFeed> touched)
    {
        if (_feeds.TryGetValue(key, out var feed)) Append(feed, change, touched);
    }
}
