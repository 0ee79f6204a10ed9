using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Schema;

/// <summary>One named member of an object: its type, and what is true of it in this place only.</summary>
/// <param name="name">The JSON name.</param>
/// <param name="type">The member's type; shared by every member of that type.</param>
public sealed class FieldSchema(string name, TypeSchema type)
{
    private TreeNode? _default;

    /// <summary>The JSON name.</summary>
    public string Name { get; } = name;

    /// <summary>The JSON name in UTF-8: shared, read only.</summary>
    public ReadOnlyMemory<byte> Utf8Name { get; } = Encoding.UTF8.GetBytes(name);

    /// <summary>The member's type.</summary>
    public TypeSchema Type { get; } = type;

    /// <summary>The owner lists this member under <c>required</c>.</summary>
    public bool Required { get; init; }

    /// <summary>The default as JSON text (<c>"TCP"</c> with its quotes, <c>{}</c>, <c>0</c>), or null for none. Built-in kinds publish it;
    /// custom resources are also defaulted from it.</summary>
    public string? Default { get; init; }

    /// <summary><see cref="Default"/>, or else the type's, parsed; null for none. Made on first use.</summary>
    public TreeNode? DefaultValue => _default ??= (Default ?? Type.Traits.Default) is { } text ? TreeNode.Parse(text) : null;

    /// <summary>What strategic merge patch does here. Independent of the list type, which only apply reads.</summary>
    public PatchStrategy PatchStrategy { get; init; }

    /// <summary>The key by which strategic merge patch tells items apart, when <see cref="PatchStrategy"/> merges objects.
    /// It may be only one of several <see cref="TypeSchema.ListMapKeys"/> (<c>containerPort</c> of <c>containerPort, protocol</c>).</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>Overrides the referenced type's own topology in this place (<c>PersistentVolumeSpec.claimRef</c>); null: the type's.</summary>
    public MapTopology? MapTopologyHere { get; init; }

    /// <summary>The topology that counts in this place.</summary>
    public MapTopology MapTopology => MapTopologyHere ?? Type.MapTopology;
}
