using Kube.Api.Models;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>A node selector: any of its terms must hold, and of a term every condition. A term that is empty or makes no sense holds nowhere.</summary>
internal sealed class NodeTerms
{
    private readonly NodeRequirement[][] _terms;

    private NodeTerms(NodeRequirement[][] terms) => _terms = terms;

    public static NodeTerms Compile(IEnumerable<V1NodeSelectorTerm> terms, NodeColumns nodes) =>
        new([.. terms.Select(term => CompileTerm(term, nodes)).OfType<NodeRequirement[]>()]);

    public static NodeTerms? CompileAll(Dictionary<string, string>? labels, NodeColumns nodes) =>
        labels is null ? null : new([[.. labels.Select(label => NodeRequirement.Equal(label.Key, label.Value, nodes))]]);

    public bool Matches(int row)
    {
        foreach (var term in _terms)
            if (Matches(term, row)) return true;
        return false;
    }

    private static bool Matches(NodeRequirement[] term, int row)
    {
        foreach (var requirement in term)
            if (!requirement.Matches(row)) return false;
        return true;
    }

    private static NodeRequirement[]? CompileTerm(V1NodeSelectorTerm term, NodeColumns nodes)
    {
        var expressions = term.MatchExpressions ?? [];
        var fields = term.MatchFields ?? [];
        if (expressions.Count + fields.Count == 0) return null;
        var compiled = new List<NodeRequirement>();
        foreach (var expression in expressions)
        {
            if (NodeRequirement.Compile(expression, nodes) is not { } requirement) return null;
            compiled.Add(requirement);
        }

        foreach (var field in fields)
        {
            if (NodeRequirement.CompileField(field, nodes) is not { } requirement) return null;
            compiled.Add(requirement);
        }

        return [.. compiled];
    }
}
