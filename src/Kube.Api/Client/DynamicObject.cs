using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.Client;

/// <summary>An object of any kind, as an immutable tree. To change it, make a new one of a changed tree.</summary>
public sealed class DynamicObject : IKubernetesObject
{
    /// <summary>Wraps a tree.</summary>
    public DynamicObject(TreeObject tree) => Tree = tree;

    /// <summary>The whole object.</summary>
    public TreeObject Tree { get; private set; }

    /// <inheritdoc/>
    public string? ApiVersion
    {
        get => Tree.GetString("apiVersion"u8);
        set => Tree = Set("apiVersion", value);
    }

    /// <inheritdoc/>
    public string? Kind
    {
        get => Tree.GetString("kind"u8);
        set => Tree = Set("kind", value);
    }

    /// <summary><c>metadata.name</c>; empty without one.</summary>
    public string Name => Tree.GetObject("metadata"u8)?.GetString("name"u8) ?? "";

    /// <summary><c>metadata.namespace</c>; empty without one.</summary>
    public string Namespace => Tree.GetObject("metadata"u8)?.GetString("namespace"u8) ?? "";

    /// <summary><c>metadata.resourceVersion</c>; empty without one.</summary>
    public string ResourceVersion => Tree.GetObject("metadata"u8)?.GetString("resourceVersion"u8) ?? "";

    private TreeObject Set(string name, string? value) => value is null ? Tree.Without(name) : Tree.With(name, TreeString.Of(value));
}
