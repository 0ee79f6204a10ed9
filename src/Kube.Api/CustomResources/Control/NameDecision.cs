using Kube.Api.CustomResources.Definitions;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Control;

/// <summary>Decides whether a definition gets the names that it asks for, and with them whether it is served (upstream's naming and establishing controllers, 1.36). Pure.</summary>
internal static class NameDecision
{
    /// <summary>Works out the status that a definition should have.</summary>
    /// <param name="entry">The definition.</param>
    /// <param name="others">All definitions.</param>
    /// <param name="now">Becomes the time of what changes.</param>
    /// <returns>The new status; null when it has it already.</returns>
    public static V1CustomResourceDefinitionStatus? Decide(DefinitionEntry entry, IEnumerable<DefinitionEntry> others, DateTime now)
    {
        var spec = entry.Head.Spec;
        var status = entry.Head.Status?.DeepClone() ?? new V1CustomResourceDefinitionStatus();
        var accepted = status.AcceptedNames ??= new V1CustomResourceDefinitionNames();
        var before = accepted.DeepClone();
        var (resources, kinds) = Taken(entry, others);
        var condition = new V1CustomResourceDefinitionCondition { Type = DefinitionConditions.NamesAccepted, Status = "True", Reason = "NoConflicts", Message = "no conflicts found" };

        Claim(spec.Names.Plural, accepted.Plural, resources, "PluralConflict", name => accepted.Plural = name ?? "");
        Claim(spec.Names.Singular, accepted.Singular, resources, "SingularConflict", name => accepted.Singular = name);
        ClaimShortNames(spec.Names.ShortNames ?? [], accepted, resources, condition);
        Claim(spec.Names.Kind, accepted.Kind, kinds, "KindConflict", name => accepted.Kind = name ?? "");
        Claim(spec.Names.ListKind, accepted.ListKind, kinds, "ListKindConflict", name => accepted.ListKind = name);
        accepted.Categories = spec.Names.Categories?.ToList();

        var isGood = condition.Status == "True";
        var changed = !before.SemanticEquals(accepted) | DefinitionConditions.Set(status, condition, now);
        if (isGood) changed |= SetEstablished("True", "InitialNamesAccepted", "the initial names have been accepted");
        else if (DefinitionConditions.Find(status, DefinitionConditions.Established) is null) changed |= SetEstablished("False", "NotAccepted", "not all names are accepted");
        changed |= SetApproval(entry.Head, status, now);
        return changed ? status : null;

        void Claim(string? wanted, string? mine, HashSet<string> taken, string reason, Action<string?> take)
        {
            if (wanted == mine || string.IsNullOrEmpty(wanted) || !taken.Contains(wanted)) take(wanted);
            else Refuse(condition, reason, $"{BadValue.Quote(wanted)} is already in use");
        }

        bool SetEstablished(string value, string reason, string message) => DefinitionConditions.Set(
            status, new V1CustomResourceDefinitionCondition { Type = DefinitionConditions.Established, Status = value, Reason = reason, Message = message }, now);
    }

    private static void ClaimShortNames(
        List<string> wanted, V1CustomResourceDefinitionNames accepted, HashSet<string> taken, V1CustomResourceDefinitionCondition condition)
    {
        var mine = accepted.ShortNames ?? [];
        var conflicts = wanted.Where(name => !mine.Contains(name) && taken.Contains(name)).Select(static name => $"{BadValue.Quote(name)} is already in use").ToList();
        if (conflicts.Count == 0) accepted.ShortNames = wanted.Count == 0 ? null : [.. wanted];
        else Refuse(condition, "ShortNamesConflict", conflicts.Count == 1 ? conflicts[0] : $"[{string.Join(", ", conflicts)}]");
    }

    private static void Refuse(V1CustomResourceDefinitionCondition condition, string reason, string message) =>
        (condition.Status, condition.Reason, condition.Message) = ("False", reason, message);

    private static (HashSet<string> Resources, HashSet<string> Kinds) Taken(DefinitionEntry entry, IEnumerable<DefinitionEntry> others)
    {
        var (resources, kinds) = (new HashSet<string>(), new HashSet<string>());
        foreach (var other in others)
        {
            if (other.Head.Spec.Group != entry.Head.Spec.Group || other.Name == entry.Name || other.Head.Status?.AcceptedNames is not { } names) continue;
            foreach (var name in (string?[])[names.Plural, names.Singular, .. names.ShortNames ?? []])
                if (!string.IsNullOrEmpty(name)) resources.Add(name);
            foreach (var kind in (string?[])[names.Kind, names.ListKind])
                if (!string.IsNullOrEmpty(kind)) kinds.Add(kind);
        }

        return (resources, kinds);
    }

    private static bool SetApproval(V1CustomResourceDefinition definition, V1CustomResourceDefinitionStatus status, DateTime now)
    {
        if (!ApiApproval.IsProtected(definition.Spec.Group)) return false;
        var (state, why) = ApiApproval.Of(definition.Metadata);
        var (value, reason) = state switch
        {
            ApiApproval.Verdict.Approved => ("True", "ApprovedAnnotation"),
            ApiApproval.Verdict.Bypassed => ("False", "UnapprovedAnnotation"),
            ApiApproval.Verdict.Invalid => ("False", "InvalidAnnotation"),
            _ => ("False", "MissingAnnotation"),
        };
        return DefinitionConditions.Set(
            status, new V1CustomResourceDefinitionCondition { Type = DefinitionConditions.Approved, Status = value, Reason = reason, Message = why }, now);
    }
}
