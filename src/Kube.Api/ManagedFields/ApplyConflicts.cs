using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.ManagedFields;

/// <summary>Conflicts of an apply in upstream's words.</summary>
internal static class ApplyConflicts
{
    public static ConflictException ToException(IReadOnlyList<FieldConflict> conflicts)
    {
        var found = conflicts
            .OrderBy(conflict => Managers.Identity(conflict.Manager), StringComparer.Ordinal)
            .SelectMany(conflict => Paths(conflict.Fields, "").Select(path => (Manager: Describe(conflict.Manager), Path: path)))
            .ToList();
        var causes = found
            .Select(one => new V1StatusCause { Reason = "FieldManagerConflict", Message = $"conflict with {one.Manager}", Field = one.Path })
            .ToList();
        if (found is [var only]) return ConflictException.OfApply($"Apply failed with 1 conflict: conflict with {only.Manager}: {only.Path}", causes);
        var lines = found.GroupBy(one => one.Manager)
            .SelectMany(group => group.Select(one => $"- {one.Path}").Prepend($"conflicts with {group.Key}:"));
        return ConflictException.OfApply($"Apply failed with {found.Count} conflicts: {string.Join('\n', lines)}", causes);
    }

    private static string Describe(ManagerId manager)
    {
        var text = BadValue.Quote(manager.Name);
        if (manager.Subresource.Length > 0) text += $" with subresource {BadValue.Quote(manager.Subresource)}";
        return manager.Operation == ManagedFieldsEntry.UpdateOperation ? $"{text} using {manager.UpdateVersion}" : text;
    }

    /// <summary>Every path of a set, those that end at a level before those that go deeper.</summary>
    private static IEnumerable<string> Paths(FieldSet set, string prefix)
    {
        var entries = set.Entries.ToArray();
        return entries.Where(entry => entry.Member).Select(entry => prefix + entry.Element)
            .Concat(entries.Where(entry => entry.Children is not null).SelectMany(entry => Paths(entry.Children!, prefix + entry.Element)));
    }
}
