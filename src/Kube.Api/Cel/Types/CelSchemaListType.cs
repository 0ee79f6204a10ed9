using Kube.Api.Schema;

namespace Kube.Api.Cel.Types;

/// <summary>A list whose schema says how its items are told apart: sets and maps are equal in any order, and joining them merges.</summary>
internal sealed class CelSchemaListType(CelType item, ListTopology topology, IReadOnlyList<string> keys) : CelType(CelTypeKind.List, "list", item)
{
    public ListTopology Topology { get; } = topology;

    /// <summary>The members that are the key of an item of a map.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}
