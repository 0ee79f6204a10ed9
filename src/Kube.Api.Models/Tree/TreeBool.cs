namespace Kube.Api.Tree;

/// <summary><c>true</c> or <c>false</c>; there are two.</summary>
public sealed class TreeBool : TreeNode
{
    private TreeBool(bool value) => Value = value;

    /// <summary>The one true.</summary>
    public static TreeBool True { get; } = new(true);

    /// <summary>The one false.</summary>
    public static TreeBool False { get; } = new(false);

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.Boolean;

    /// <summary>The instance for a value.</summary>
    public static TreeBool Of(bool value) => value ? True : False;

    internal override void Write(ref TreeOutput output) => output.Write(Value ? "true"u8 : "false"u8);

    private protected override bool EqualsSameKind(TreeNode other) => false;
}
