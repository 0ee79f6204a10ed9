using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.ManagedFields;

/// <summary>All managers of one object, read from its entries and written back in upstream's order.</summary>
internal sealed class Managers
{
    /// <summary>More update entries than this are merged, oldest first, version by version.</summary>
    private const int MaxUpdates = 10;

    private readonly List<Manager> _all = [];

    public IReadOnlyList<Manager> All => _all;

    public bool IsEmpty => _all.Count == 0;

    /// <summary>Reads entries; of two with one identity the last counts.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="areStored">They come from the store, where only valid ones lie: the fields of those that have nothing to do with a change are never read.</param>
    /// <param name="managers">The managers.</param>
    /// <returns>False when one of them is not valid.</returns>
    public static bool TryRead(IReadOnlyList<ManagedFieldsEntry> entries, bool areStored, [NotNullWhen(true)] out Managers? managers)
    {
        managers = null;
        var read = new Managers();
        foreach (var entry in entries)
        {
            if (entry.Operation is not (ManagedFieldsEntry.ApplyOperation or ManagedFieldsEntry.UpdateOperation)) return false;
            if (entry.ApiVersion.Length == 0 || entry.FieldsType != ManagedFieldsEntry.FieldsV1Type) return false;
            var manager = new Manager(ManagerId.Of(entry.Manager, entry.Operation, entry.ApiVersion, entry.Subresource), entry, areStored);
            try
            {
                if (!areStored) _ = manager.Fields;
            }
            catch (FormatException)
            {
                return false;
            }
            read.Remove(manager.Id);
            read._all.Add(manager);
        }
        managers = read;
        return true;
    }

    public Manager? Find(ManagerId id)
    {
        foreach (var manager in _all)
            if (manager.Id == id) return manager;
        return null;
    }

    /// <summary>What clients have sent is stored in the canonical form, as upstream does.</summary>
    public void Restate()
    {
        foreach (var manager in _all) manager.Restate();
    }

    public void Add(Manager manager) => _all.Add(manager);

    public void Remove(ManagerId id)
    {
        if (Find(id) is { } manager) _all.Remove(manager);
    }

    public void RemoveEmpty() => _all.RemoveAll(static manager => manager.IsEmpty);

    public void RemoveWhere(Predicate<Manager> match) => _all.RemoveAll(match);

    /// <summary>The update manager that made a change now owns it too.</summary>
    public void AddUpdate(ManagerId id, string apiVersion, FieldSet fields, DateTime now)
    {
        if (Find(id) is { } previous)
        {
            previous.Own(previous.Fields.Union(fields));
            previous.Touch(now);
        }
        else Add(new Manager(id, apiVersion, fields, now, null));
    }

    /// <summary>Merges the oldest update managers of each version into one called <c>ancient-changes</c> until few enough are left.</summary>
    public void Cap()
    {
        if (_all.Count <= MaxUpdates) return;
        var updates = _all.Where(manager => !manager.Applied)
            .OrderBy(manager => Seconds(manager.Time))
            .ThenBy(manager => Identity(manager.Id), StringComparer.Ordinal)
            .ToArray();
        var left = updates.Length;
        var firstOfVersion = new Dictionary<string, Manager>();
        foreach (var manager in updates)
        {
            if (left <= MaxUpdates) return;
            if (firstOfVersion.TryAdd(manager.ApiVersion, manager)) continue;
            var bucketId = ManagerId.Of("ancient-changes", ManagedFieldsEntry.UpdateOperation, manager.ApiVersion, "");
            var bucket = Find(bucketId);
            if (bucket is null)
            {
                var first = firstOfVersion[manager.ApiVersion];
                Remove(first.Id);
                bucket = new Manager(bucketId, manager.ApiVersion, first.Fields, first.Time, null);
                Add(bucket);
            }
            bucket.Own(bucket.Fields.Union(manager.Fields));
            bucket.Touch(manager.Time);
            if (manager.Id != bucketId) Remove(manager.Id);
            left--;
        }
    }

    public IReadOnlyList<ManagedFieldsEntry> ToEntries()
    {
        if (_all.Count > 1) _all.Sort(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.Id.Operation, b.Id.Operation);
            if (order == 0) order = Seconds(a.Time).CompareTo(Seconds(b.Time));
            if (order == 0) order = string.CompareOrdinal(a.Id.Name, b.Id.Name);
            if (order == 0) order = string.CompareOrdinal(a.ApiVersion, b.ApiVersion);
            return order != 0 ? order : string.CompareOrdinal(a.Id.Subresource, b.Id.Subresource);
        });
        var entries = new ManagedFieldsEntry[_all.Count];
        for (var i = 0; i < entries.Length; i++) entries[i] = _all[i].ToEntry();
        return entries;
    }

    private static long Seconds(DateTime? time) => time is { } at ? (long)(at - DateTime.UnixEpoch).TotalSeconds : 0;

    // Upstream breaks ties by the identity's JSON text; name, operation and version stand in it in this order.
    internal static string Identity(ManagerId id) => $"{id.Name}\"{id.Operation}\"{id.UpdateVersion}\"{id.Subresource}";
}
