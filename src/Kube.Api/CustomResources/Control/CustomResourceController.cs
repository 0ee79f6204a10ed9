using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Hosting;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Kv;
using Kube.Store.Snapshots;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Api.CustomResources.Control;

/// <summary>Follows the definitions: gives them their names, serves what they define, and clears up behind those that go.</summary>
/// <remarks>Level-triggered: a change only says that there is something to look at. What is looked at is one snapshot of all definitions.</remarks>
internal sealed class CustomResourceController(
    IStoreSnapshots snapshots, IObjectReader reader, ServedDefinitions served, DefinitionWriter definitions, IWorkScheduler work, TimeProvider time,
    ILogger<CustomResourceController> logger) : ServerLoops(work, time, logger)
{
    private readonly Dictionary<string, DefinitionEntry> _entries = [];
    private readonly Dictionary<string, Task> _cleaning = [];

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!served.TryFindDefinitions(out var resource)) return;
        // What is defined already is served from the first request on.
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        served.Serve(Read(snapshot, resource));
        Repeat("api.customresources", () => FollowAsync(resource));
    }

    private async Task FollowAsync(ResourceDefinition resource)
    {
        var request = new RequestInfo { User = UserInfo.ApiServer, Verb = Verbs.Watch, Resource = resource };
        await using var watch = await reader.WatchAsync(request, new ListOptions(), Stopping);
        do
        {
            while (watch.TryRead(out var change))
                if (change.Type == WatchEventType.Error) return;
            await ReconcileAsync(resource);
        }
        while (await watch.WaitToReadAsync(Stopping));
    }

    private async Task ReconcileAsync(ResourceDefinition resource)
    {
        while (true)
        {
            var snapshot = await snapshots.OpenLatestAsync(Stopping);
            var all = Read(snapshot, resource);
            var changed = false;
            foreach (var entry in all)
            {
                if (entry.IsTerminating) continue;
                if (NameDecision.Decide(entry, all, Now) is not { } status) continue;
                await definitions.SetStatusAsync(entry, status, Stopping);
                changed = true;
            }

            // Names that were given are in the next snapshot.
            if (changed) continue;
            served.Serve(all);
            foreach (var entry in all)
                if (entry.IsTerminating) StartCleaning(entry);
            return;
        }
    }

    private DateTime Now
    {
        get
        {
            var now = Time.GetUtcNow().UtcDateTime;
            return new DateTime(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc);
        }
    }

    private List<DefinitionEntry> Read(IStoreSnapshot snapshot, ResourceDefinition resource)
    {
        var found = new List<DefinitionEntry>();
        foreach (var stored in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(resource, ""))))
        {
            var name = System.Text.Encoding.UTF8.GetString(stored.Key.Span[resource.KeyPrefix.Length..]);
            if (!_entries.TryGetValue(name, out var entry) || entry.Revision != stored.ModRevision)
                _entries[name] = entry = new DefinitionEntry(stored.ModRevision, stored.Value);
            found.Add(entry);
        }

        if (_entries.Count > found.Count)
            foreach (var gone in _entries.Keys.Except(found.Select(static entry => entry.Name)).ToList()) _entries.Remove(gone);
        return found;
    }

    private void StartCleaning(DefinitionEntry entry)
    {
        var key = entry.Head.Metadata.Uid!;
        foreach (var (uid, task) in _cleaning.ToList())
            if (task.IsCompleted) _cleaning.Remove(uid);
        if (_cleaning.ContainsKey(key) || entry.Head.Metadata.Finalizers?.Contains(DefinitionConditions.Finalizer) != true) return;
        _cleaning[key] = Run("api.customresources.cleanup", () => CleanAsync(entry));
    }

    private async Task<bool> CleanAsync(DefinitionEntry entry)
    {
        if (await definitions.TryFinishAsync(entry, served.Find(entry.Name), Stopping)) return true;
        await PauseAsync();
        return false;
    }
}
