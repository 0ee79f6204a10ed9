using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>Keeps <c>metadata.managedFields</c> on every write but apply: the writer comes to own what it changed, everybody loses what changed or went.</summary>
public static class ManagedFieldsUpdater
{
    /// <summary>The manager of a writer that says no name.</summary>
    internal const string UnknownManager = "unknown";

    /// <summary>What no manager ever owns.</summary>
    internal static FieldSet Stripped { get; } = FieldSet.Of(
        "apiVersion", "kind", "metadata", "metadata.name", "metadata.namespace", "metadata.creationTimestamp", "metadata.selfLink", "metadata.uid",
        "metadata.clusterName", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion");

    /// <summary>Works out the object's new managedFields.</summary>
    /// <returns>The entries in upstream's order; empty when the member should not be there. The very list that was read when nothing has changed.</returns>
    /// <remarks>Never fails: where fields cannot be compared (a list item without its key, managedFields that are not valid) it keeps what is stored,
    /// since ownership must not stand in the way of a write.</remarks>
    public static IReadOnlyList<ManagedFieldsEntry> Update(ManagedFieldsUpdate update)
    {
        var stored = update.Stored ?? ManagedFieldsEntry.ReadFrom(update.Current) ?? [];
        if (!TryStart(update, stored, out var source, out var managers)) return stored;
        if (source.Count == 0 && !update.IsCreate) return [];
        try
        {
            return Work(update, source, managers);
        }
        catch (FormatException)
        {
            return stored;
        }
    }

    /// <summary>The managers that the request starts with: those in its body, or the stored ones when it has none or they are not valid.</summary>
    private static bool TryStart(
        ManagedFieldsUpdate update, IReadOnlyList<ManagedFieldsEntry> stored, out IReadOnlyList<ManagedFieldsEntry> source, out Managers? managers)
    {
        (source, managers) = (stored, null);
        if (update.Subresource.Length > 0) return true;
        var sentNode = update.Proposed.GetObject("metadata"u8)?["managedFields"u8];
        if (sentNode is null or TreeNull) return true;
        var storedNode = update.Current.GetObject("metadata"u8)?["managedFields"u8];
        if (TreeNode.DeepEquals(sentNode, storedNode)) return true;
        var sent = ManagedFieldsEntry.ReadFrom(update.Proposed) ?? [];
        if (IsReset(sent))
        {
            // An empty list, or one empty entry, is how a client clears them all.
            source = [];
            return true;
        }
        if (!Managers.TryRead(sent, areStored: false, out var read) || read.IsEmpty) return true;
        read.Restate();
        (source, managers) = (sent, read);
        return true;
    }

    private static bool IsReset(IReadOnlyList<ManagedFieldsEntry> sent) => sent.Count == 0
        || (sent.Count == 1 && sent[0] is { Manager: "", Operation: "", ApiVersion: "", FieldsType: "", Subresource: "", Time: null, FieldsTree: null });

    private static IReadOnlyList<ManagedFieldsEntry> Work(ManagedFieldsUpdate update, IReadOnlyList<ManagedFieldsEntry> source, Managers? managers)
    {
        var (before, after) = (update.Current, update.Proposed);
        var comparison = FieldComparison.Of(before, after, update.Schema).Filter(update.Reset);
        if (comparison.IsSame && managers is null && source.All(entry => entry.ApiVersion == update.ApiVersion)) return source;
        if (managers is null && !Managers.TryRead(source, areStored: true, out managers))
        {
            // Stored entries that cannot be read count as none, and where none are tracked an update starts none.
            if (!update.IsCreate) return [];
            managers = new Managers();
        }

        var comparisons = new Dictionary<string, FieldComparison?> { [update.ApiVersion] = comparison };
        foreach (var manager in managers.All)
        {
            if (!comparisons.TryGetValue(manager.ApiVersion, out var theirs))
            {
                theirs = CompareIn(update.Versions, manager.ApiVersion, before, after);
                comparisons.Add(manager.ApiVersion, theirs);
            }
            if (theirs is { IsSame: false }) manager.Lose(theirs);
        }
        managers.RemoveWhere(manager => comparisons[manager.ApiVersion] is null);
        managers.RemoveEmpty();

        var changed = comparison.Modified.Union(comparison.Added).Difference(Stripped);
        if (!changed.IsEmpty)
        {
            var name = update.Manager.Length == 0 ? UnknownManager : update.Manager;
            var id = ManagerId.Of(name, ManagedFieldsEntry.UpdateOperation, update.ApiVersion, update.Subresource);
            managers.AddUpdate(id, update.ApiVersion, changed, WholeSeconds(update.Now));
        }
        managers.Cap();
        return managers.ToEntries();
    }

    private static FieldComparison? CompareIn(IManagedFieldsVersions? versions, string apiVersion, TreeObject before, TreeObject after)
    {
        if (versions is null || !versions.TryConvert(apiVersion, before, out var oldValue, out var schema, out var reset)) return null;
        return versions.TryConvert(apiVersion, after, out var newValue, out _, out _)
            ? FieldComparison.Of(oldValue, newValue, schema).Filter(reset)
            : null;
    }

    internal static TreeObject WithoutManagedFields(TreeObject value)
    {
        if (value.GetObject("metadata"u8) is not { } metadata) return value;
        var without = metadata.Without("managedFields"u8);
        return ReferenceEquals(without, metadata) ? value : value.With("metadata"u8, without);
    }

    internal static DateTime WholeSeconds(DateTime time) => new(time.Ticks - time.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
}
