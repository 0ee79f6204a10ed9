using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Controllers.Namespaces;

/// <summary>What an attempt to empty a namespace came to, as the conditions of its status (upstream's types, reasons and texts).</summary>
internal sealed class NamespaceConditions
{
    private static readonly (string Type, string Reason, string Message)[] s_allWell =
    [
        ("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
        ("NamespaceDeletionGroupVersionParsingFailure", "ParsedGroupVersions", "All legacy kube types successfully parsed"),
        ("NamespaceDeletionContentFailure", "ContentDeleted", "All content successfully deleted, may be waiting on finalization"),
        ("NamespaceContentRemaining", "ContentRemoved", "All content successfully removed"),
        ("NamespaceFinalizersRemaining", "ContentHasNoFinalizers", "All content-preserving finalizers finished"),
    ];

    private readonly List<string> _contentFailures = [];
    private readonly SortedDictionary<string, int> _remaining = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _finalizers = new(StringComparer.Ordinal);
    private string? _discoveryFailure;

    public void DiscoveryFailed(Exception failure) => _discoveryFailure ??= failure.Message;

    /// <summary>Some servers behind the server do not answer, which does not keep the others from being emptied.</summary>
    public void DiscoveryFailed(IReadOnlyList<string> apiVersions) => _discoveryFailure ??=
        $"Discovery failed for some groups, {apiVersions.Count} failing: unable to retrieve the complete list of server APIs: "
        + string.Join(", ", apiVersions.Order(StringComparer.Ordinal).Select(static version => $"{version}: stale GroupVersion discovery: {version}"));

    public void ContentFailed(string failure) => _contentFailures.Add(failure);

    public void Remain(GroupVersionResource resource, int count, IReadOnlyDictionary<string, int> finalizers)
    {
        if (count > 0) _remaining[$"{resource.Resource}.{resource.Group}"] = count;
        foreach (var (finalizer, objects) in finalizers) _finalizers[finalizer] = _finalizers.GetValueOrDefault(finalizer) + objects;
    }

    /// <summary>Writes the conditions into a status.</summary>
    /// <returns>Whether anything changed.</returns>
    public bool ApplyTo(V1NamespaceStatus status, DateTime now)
    {
        var changed = false;
        foreach (var (type, reason, message) in s_allWell)
        {
            var made = Failure(type) is { } failure
                ? new V1NamespaceCondition { Type = type, Status = "True", Reason = failure.Reason, Message = failure.Message, LastTransitionTime = now }
                : new V1NamespaceCondition { Type = type, Status = "False", Reason = reason, Message = message, LastTransitionTime = now };
            changed |= Set(status, made);
        }

        return changed;
    }

    private static bool Set(V1NamespaceStatus status, V1NamespaceCondition made)
    {
        var conditions = status.Conditions ??= [];
        var place = conditions.FindIndex(known => known.Type == made.Type);
        if (place < 0)
        {
            conditions.Add(made);
            return true;
        }

        var known = conditions[place];
        if (known.Status == made.Status && known.Reason == made.Reason && known.Message == made.Message) return false;
        if (known.Status == made.Status) made.LastTransitionTime = known.LastTransitionTime;
        conditions[place] = made;
        return true;
    }

    private (string Reason, string Message)? Failure(string type) => type switch
    {
        "NamespaceDeletionDiscoveryFailure" when _discoveryFailure is { } failure => ("DiscoveryFailed", failure),
        "NamespaceDeletionContentFailure" when _contentFailures.Count > 0 =>
            ("ContentDeletionFailed", $"Failed to delete all resource types, {_contentFailures.Count} remaining: {Join(_contentFailures)}"),
        "NamespaceContentRemaining" when _remaining.Count > 0 =>
            ("SomeResourcesRemain", "Some resources are remaining: " + string.Join(", ", _remaining.Select(static one => $"{one.Key} has {one.Value} resource instances"))),
        "NamespaceFinalizersRemaining" when _finalizers.Count > 0 => (
            "SomeFinalizersRemain",
            "Some content in the namespace has finalizers remaining: " + string.Join(", ", _finalizers.Select(static one => $"{one.Key} in {one.Value} resource instances"))),
        _ => null,
    };

    // As Go joins several errors.
    private static string Join(List<string> failures) =>
        failures.Order(StringComparer.Ordinal).ToArray() is [var only] ? only : $"[{string.Join(", ", failures.Order(StringComparer.Ordinal))}]";
}
