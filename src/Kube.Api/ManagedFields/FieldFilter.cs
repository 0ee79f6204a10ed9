using System.Text;

namespace Kube.Api.ManagedFields;

/// <summary>What a strategy takes out of ownership because the request cannot change it: everything but status on <c>/status</c>, status elsewhere.</summary>
/// <remarks>Immutable; a strategy keeps one in a static field.</remarks>
public sealed class FieldFilter
{
    private readonly FieldSet? _excluded;
    private readonly string[][]? _included;

    private FieldFilter(FieldSet? excluded, string[][]? included) => (_excluded, _included) = (excluded, included);

    /// <summary>What is dropped; null for a filter that says what is kept.</summary>
    internal FieldSet? Excluded => _excluded;

    /// <summary>Drops the paths of a set and everything below them.</summary>
    /// <param name="excluded">What the request cannot change.</param>
    public static FieldFilter Excluding(FieldSet excluded) => new(excluded, null);

    /// <summary>Keeps only what lies on the way to, at or below one of the patterns.</summary>
    /// <param name="patterns">Names joined by dots; <c>*</c> stands for any one path element: <c>spec.containers.*.resources</c>.</param>
    public static FieldFilter IncludingOnly(params string[] patterns) => new(null, [.. patterns.Select(pattern => pattern.Split('.'))]);

    internal FieldSet Apply(FieldSet set)
    {
        if (_excluded is not null) return set.RecursiveDifference(_excluded);
        return Keep(set, _included!, 0);
    }

    private static FieldSet Keep(FieldSet set, string[][] patterns, int depth)
    {
        var kept = new List<FieldEntry>();
        foreach (ref readonly var entry in set.Entries)
        {
            var element = entry.Element;
            var matching = patterns.Where(pattern => Matches(pattern[depth], element)).ToArray();
            if (matching.Length == 0) continue;
            var children = entry.Children;
            if (children is not null && !Array.Exists(matching, pattern => pattern.Length == depth + 1))
            {
                children = Keep(children, matching, depth + 1);
                if (children.IsEmpty) children = null;
            }
            if (entry.Member || children is not null) kept.Add(new FieldEntry(element, entry.Member, children));
        }
        return FieldSet.FromUnsorted(kept.ToArray()) ?? FieldSet.Empty;
    }

    private static bool Matches(string part, PathElement element) =>
        part == "*" || (element.Kind == PathElementKind.Field && element.Name.SequenceEqual(Encoding.UTF8.GetBytes(part)));
}
