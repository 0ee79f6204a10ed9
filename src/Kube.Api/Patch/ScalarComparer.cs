using System.Diagnostics.CodeAnalysis;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>Compares scalars as Go's <c>==</c> on decoded values does: 1 and 1.0 differ (int64, float64). Maps and lists are compared by value,
/// where Go would panic.</summary>
internal sealed class ScalarComparer : IEqualityComparer<TreeNode>
{
    public static readonly ScalarComparer Instance = new();

    public bool Equals(TreeNode? x, TreeNode? y) =>
        x is TreeNumber a && y is TreeNumber b && a.TryGetInt64(out _) != b.TryGetInt64(out _) ? false : TreeNode.DeepEquals(x, y);

    public int GetHashCode([DisallowNull] TreeNode obj)
    {
        switch (obj)
        {
            case TreeString text:
                var hash = new HashCode();
                hash.AddBytes(text.Utf8);
                return hash.ToHashCode();
            case TreeNumber number:
                return number.TryGetInt64(out var whole) ? whole.GetHashCode() : number.ToDouble().GetHashCode();
            case TreeBool flag:
                return flag.Value ? 1 : 2;
            default:
                return (int)obj.Kind;
        }
    }
}
