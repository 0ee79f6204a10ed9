using Kube.Api.Cel.Costs;
using Kube.Api.CustomResources.Schemas;

namespace Kube.Api.Cel.Schemas;

/// <summary>How large the values at the places of a schema may be: by its limits, else by what fits into a request.</summary>
/// <param name="root">The place that <c>self</c> and <c>oldSelf</c> are.</param>
/// <param name="isResource">It is a whole object.</param>
internal sealed class SchemaSizes(SchemaNode root, bool isResource) : ICelSizes
{
    /// <summary>The largest request that is looked at.</summary>
    public const long MaxRequestBytes = 3 * 1024 * 1024;

    private const long MaxDurationText = 32;
    private const long MaxTimeText = 32;
    private const long DateText = 12;

    public CelSize? SizeOf(IReadOnlyList<string> path)
    {
        // The first name is self or oldSelf. What is of no variable begins with a step, which upstream skips all the same.
        var node = root;
        var resource = isResource;
        for (var i = 1; i < path.Count; i++)
        {
            switch (path[i])
            {
                case "@items":
                    node = node.Items;
                    break;
                case "@keys":
                    // A name of a member may fill the request.
                    return i == path.Count - 1 ? new CelSize(0, (ulong)MaxRequestBytes) : null;
                case "@values":
                    node = node.Additional;
                    break;
                default:
                    node = node.Additional ?? SchemaTypes.Fields(node, resource).FirstOrDefault(property => CelNames.Escape(property.Name) == path[i])?.Node;
                    break;
            }
            if (node is null) return null;
            resource = node.IsEmbedded;
        }
        return new CelSize(0, (ulong)MaxElements(node));
    }

    /// <summary>How often a value of a place can stand in one request at most.</summary>
    public static ulong MaxCardinality(SchemaNode node, bool isResource) => (ulong)(MaxRequestBytes / (MinBytes(node, isResource) + 1));

    private static long MaxElements(SchemaNode node)
    {
        if (node.IsIntOrString) return MaxRequestBytes - 2;
        switch (node.Type)
        {
            case "array":
                return node.Rules?.MaxItems ?? (MaxRequestBytes - 2) / (MinBytes(node.Items, node.Items?.IsEmbedded == true) + 1);
            case "object" when node.Additional is not null:
                return node.Rules?.MaxProperties ?? (MaxRequestBytes - 2) / (MinBytes(node.Additional, node.Additional?.IsEmbedded == true) + 6);
            case "string":
                return MaxText(node);
            default:
                // Numbers, and objects of known fields, are no sequences: upstream gives them no size.
                return 0;
        }
    }

    private static long MaxText(SchemaNode node)
    {
        var isPlain = node.Rules?.Format is not ("byte" or "duration" or "date" or "date-time" or "datetime");
        // A limit is in code points, of up to four bytes each.
        if (node.Rules?.MaxLength is { } limit && (isPlain || node.Rules.Format == "byte")) return isPlain ? limit * 4 : limit;
        if (isPlain && node.Rules?.Enum is { Count: > 0 } values) return values.Max(value => (long)value.ToUtf8().Length - 2);
        return node.Rules?.Format switch
        {
            "duration" => MaxDurationText,
            "date" => DateText,
            "date-time" or "datetime" => MaxTimeText,
            _ => MaxRequestBytes - 2,
        };
    }

    // The fewest bytes that a value takes as JSON.
    private static long MinBytes(SchemaNode? node, bool isResource)
    {
        if (node is null || node.IsIntOrString) return 1;
        switch (node.Type)
        {
            case "object" when node.Additional is null:
                long bytes = 2;
                foreach (var property in SchemaTypes.Fields(node, isResource))
                {
                    if (node.Rules?.Required.Contains(property.Name) != true || property.Node.Default is not null) continue;
                    bytes += property.Name.Length + MinBytes(property.Node, property.Node.IsEmbedded) + 4;
                }
                return bytes;
            case "string":
                return node.Rules?.Format switch
                {
                    "duration" => 3,
                    "date" => DateText,
                    "date-time" or "datetime" => 21,
                    _ => 2,
                };
            case "array" or "object":
                return 2;
            case "boolean":
                return 4;
            default:
                return 1;
        }
    }
}
