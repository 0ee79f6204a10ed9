using System.Globalization;
using Kube.Api.Models;
using Kube.Scheduling.Snapshot;

namespace Kube.Scheduling.Plugins.NodeSelection;

/// <summary>One condition on a node's label, or on its name, over the symbols of a column.</summary>
internal abstract class NodeRequirement
{
    public static NodeRequirement? Compile(V1NodeSelectorRequirement requirement, NodeColumns nodes)
    {
        var column = nodes.LabelColumn(requirement.Key);
        var values = requirement.Values ?? [];
        return requirement.Operator switch
        {
            "In" => new OneOf(column, Symbols(values, column), negated: false),
            "NotIn" => new OneOf(column, Symbols(values, column), negated: true),
            "Exists" => new Exists(column, negated: false),
            "DoesNotExist" => new Exists(column, negated: true),
            "Gt" or "Lt" when values.Count == 1 && long.TryParse(values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bound) =>
                new Number(column, bound, requirement.Operator == "Gt"),
            _ => null,
        };
    }

    public static NodeRequirement Equal(string key, string value, NodeColumns nodes) =>
        Equal(nodes.LabelColumn(key), value);

    public static NodeRequirement? CompileField(V1NodeSelectorRequirement requirement, NodeColumns nodes)
    {
        if (requirement.Key != "metadata.name" || requirement.Values is not { Count: 1 } values) return null;
        return requirement.Operator switch
        {
            "In" => new Named(nodes, values[0], negated: false),
            "NotIn" => new Named(nodes, values[0], negated: true),
            _ => null,
        };
    }

    public abstract bool Matches(int row);

    private static OneOf Equal(LabelColumn column, string value) => new(column, [column.Symbols.Intern(value)], negated: false);

    private static int[] Symbols(List<string> values, LabelColumn column) => [.. values.Select(column.Symbols.Intern)];

    private sealed class OneOf(LabelColumn column, int[] symbols, bool negated) : NodeRequirement
    {
        public override bool Matches(int row) => symbols.AsSpan().Contains(column.Values[row]) != negated;
    }

    private sealed class Exists(LabelColumn column, bool negated) : NodeRequirement
    {
        public override bool Matches(int row) => column.Values[row] != 0 != negated;
    }

    private sealed class Number(LabelColumn column, long bound, bool greater) : NodeRequirement
    {
        public override bool Matches(int row)
        {
            if (column.Values[row] == 0) return false;
            var text = column.Symbols.TextOf(column.Values[row]);
            if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) return false;
            return greater ? number > bound : number < bound;
        }
    }

    private sealed class Named(NodeColumns nodes, string name, bool negated) : NodeRequirement
    {
        public override bool Matches(int row) => nodes.NameOf(row) == name != negated;
    }
}
