namespace Kube.Api.Tree;

/// <summary><c>null</c>; there is one.</summary>
public sealed class TreeNull : TreeNode
{
    private TreeNull()
    {
    }

    /// <summary>The one instance.</summary>
    public static TreeNull Instance { get; } = new();

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.Null;

    internal override void Write(ref TreeOutput output) => output.Write("null"u8);

    private protected override bool EqualsSameKind(TreeNode other) => true;
}
