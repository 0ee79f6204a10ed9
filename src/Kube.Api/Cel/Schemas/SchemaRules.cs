using System.Text;
using Kube.Api.Cel.Types;
using Kube.Api.CustomResources.Schemas;

namespace Kube.Api.Cel.Schemas;

/// <summary>The compiled rules of a place of a schema and of those below it. Immutable.</summary>
internal sealed class SchemaRules
{
    private SchemaRules(SchemaNode node, bool isResource)
    {
        Node = node;
        Type = SchemaTypes.Of(node, isResource) ?? CelType.Dyn;
        Rules = CompiledRule.CompileAll(node, isResource);
        Items = Make(node.Items, node.Items?.IsEmbedded == true);
        Values = Make(node.Additional, node.Additional?.IsEmbedded == true);
        Properties = [.. node.Properties
            .Select(property => (property.Utf8Name, Make(property.Node, property.Node.IsEmbedded)!))
            .Where(property => property.Item2 is not null)];
    }

    public SchemaNode Node { get; }

    /// <summary>The type of <c>self</c>.</summary>
    public CelType Type { get; }

    public IReadOnlyList<CompiledRule> Rules { get; }

    /// <summary>Those of the items of a list; null when there are none.</summary>
    public SchemaRules? Items { get; }

    /// <summary>Those of members that have no name in the schema.</summary>
    public SchemaRules? Values { get; }

    private (byte[] Utf8Name, SchemaRules Rules)[] Properties { get; }

    /// <summary>The rules of a whole schema; null when it has none.</summary>
    public static SchemaRules? Of(SchemaNode root) => Make(root, isResource: true);

    /// <summary>Those of a member.</summary>
    public SchemaRules? Find(ReadOnlySpan<byte> utf8Name)
    {
        foreach (var (name, rules) in Properties)
        {
            if (utf8Name.SequenceEqual(name)) return rules;
        }
        return Values;
    }

    public override string ToString() => $"{Rules.Count} rules, {Properties.Length} places below: {string.Join(", ", Properties.Select(property => Encoding.UTF8.GetString(property.Utf8Name)))}";

    private static SchemaRules? Make(SchemaNode? node, bool isResource) => node is { HasValidations: true } ? new SchemaRules(node, isResource) : null;
}
