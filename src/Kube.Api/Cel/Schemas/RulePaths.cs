using Kube.Api.CustomResources.Schemas;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>The <c>fieldPath</c> of a rule: <c>.a.b</c> or <c>.a['x.y']</c>, below the place of the rule.</summary>
internal static class RulePaths
{
    /// <summary>Whether the schema has the field; items of lists cannot be named.</summary>
    public static bool IsValid(string path, SchemaNode node)
    {
        if (Parse(path) is not { } steps) return false;
        var at = node;
        foreach (var step in steps)
        {
            var next = at.Find(step) ?? at.Additional;
            if (next is null) return false;
            at = next;
        }
        return true;
    }

    /// <summary>The field that a rule's failure is about.</summary>
    /// <param name="place">The place of the rule; null for the whole object.</param>
    /// <param name="path">The rule's own path; may be missing.</param>
    public static FieldPath? Below(FieldPath? place, string? path)
    {
        if (string.IsNullOrEmpty(path) || Parse(path) is not { } steps) return place;
        foreach (var step in steps) place = place is null ? FieldPath.Root(step) : CelNames.IsIdentifier(step) ? place.Child(step) : place.Key(step);
        return place;
    }

    private static List<string>? Parse(string path)
    {
        path = path.Trim();
        var steps = new List<string>();
        var at = 0;
        while (at < path.Length)
        {
            if (path[at] == '.')
            {
                var end = path.AsSpan(at + 1).IndexOfAny('.', '[') is var found and >= 0 ? at + 1 + found : path.Length;
                if (end == at + 1) return null;
                steps.Add(path[(at + 1)..end]);
                at = end;
            }
            else if (path.AsSpan(at).StartsWith("['", StringComparison.Ordinal))
            {
                var end = path.IndexOf("']", at, StringComparison.Ordinal);
                if (end < 0) return null;
                steps.Add(path[(at + 2)..end].Replace("\\'", "'", StringComparison.Ordinal));
                at = end + 2;
            }
            else
            {
                return null;
            }
        }
        return steps.Count == 0 ? null : steps;
    }
}
