using Kube.Api.Catalog;
using Kube.Api.Objects;
using Kube.Api.Selectors;

namespace Kube.Api.Watch;

/// <summary>One committed change of one object, and the events that watchers make of it: each is made once and shared by all of its kind.</summary>
internal sealed class ObjectChange(ObjectRevision? current, ObjectRevision? previous, bool created, long revision, int subRevision)
{
    private WatchEvent? _added;
    private WatchEvent? _modified;
    private WatchEvent? _deleted;
    private OtherVersion? _otherVersions;

    public ObjectRevision? Current { get; } = current;

    public ObjectRevision? Previous { get; } = previous;

    public long Revision { get; } = revision;

    public int SubRevision { get; } = subRevision;

    public static ObjectChange From(Store.Watch.WatchEvent stored, ResourceDefinition resource) =>
        new(stored.Current?.AsStored(resource), stored.Previous?.AsStored(resource), stored.IsCreation, stored.Revision, stored.SubRevision);

    /// <summary>Whether it can be shown in a version as it is.</summary>
    public bool IsKnownIn(ResourceDefinition version) =>
        (Current is not { } now || now.Object.IsKnownIn(version)) && (Previous is not { } before || before.Object.IsKnownIn(version));

    /// <summary>Has it converted to a version.</summary>
    public async ValueTask PrepareAsync(ResourceDefinition version, CancellationToken cancellationToken)
    {
        List<ServedObject> objects = [];
        if (Current is { } now) objects.Add(now.Object);
        if (Previous is { } before) objects.Add(before.Object);
        await version.Family!.PrepareAsync(objects, version, cancellationToken);
        // What needs no converting is known from here on, too.
        foreach (var obj in objects) obj.In(version);
    }

    /// <summary>What the change is to a watcher with this selection; null when it is nothing.</summary>
    public WatchEvent? For(ObjectSelection selection, ResourceDefinition version)
    {
        var isIn = Current is { } now && (selection.IsEmpty || selection.Matches(Facts(now, version)));
        var wasIn = Previous is { } before ? selection.IsEmpty || selection.Matches(Facts(before, version)) : Current is not null && !created && isIn;
        return (wasIn, isIn) switch
        {
            (false, true) => Share(ref _added, WatchEventType.Added, version),
            (true, true) => Share(ref _modified, WatchEventType.Modified, version),
            (true, false) => Share(ref _deleted, WatchEventType.Deleted, version),
            _ => null,
        };
    }

    // Versions of one family may select by different fields.
    private static ObjectFacts Facts(ObjectRevision obj, ResourceDefinition version) => version.Family is null ? obj.Object.Facts : obj.Object.In(version).Facts;

    // Two first watchers may both make an event; one of the two is then simply shared less.
    private WatchEvent Share(ref WatchEvent? slot, WatchEventType type, ResourceDefinition version)
    {
        if (version.StoredAs is null && version.Family is null) return slot ??= Make(type, version);
        for (var known = Volatile.Read(ref _otherVersions); known is not null; known = known.Next)
            if (known.Event.Type == type && ReferenceEquals(known.Version, version)) return known.Event;
        var made = new OtherVersion(version, Make(type, version), Volatile.Read(ref _otherVersions));
        Volatile.Write(ref _otherVersions, made);
        return made.Event;
    }

    private WatchEvent Make(WatchEventType type, ResourceDefinition version) =>
        new(type, (type == WatchEventType.Deleted ? Previous! : Current!).Value.Object.In(version), Revision);

    private sealed record OtherVersion(ResourceDefinition Version, WatchEvent Event, OtherVersion? Next);
}
