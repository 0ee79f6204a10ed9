using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>The total order of values by which upstream (structured-merge-diff) sorts keys and set items: numbers by value, then strings, booleans,
/// lists, maps, null.</summary>
internal static class ValueOrder
{
    public static int Compare(TreeNode left, TreeNode right)
    {
        if (left.Kind != right.Kind) return Rank(left).CompareTo(Rank(right));
        return (left, right) switch
        {
            (TreeString a, TreeString b) => a.Utf8.SequenceCompareTo(b.Utf8),
            (TreeNumber a, TreeNumber b) => a.TryGetInt64(out var x) && b.TryGetInt64(out var y) ? x.CompareTo(y) : a.ToDouble().CompareTo(b.ToDouble()),
            (TreeBool a, TreeBool b) => a.Value.CompareTo(b.Value),
            (TreeArray a, TreeArray b) => CompareLists(a, b),
            (TreeObject a, TreeObject b) => CompareMaps(a, b),
            _ => 0,
        };
    }

    private static int Rank(TreeNode node) => node.Kind switch
    {
        TreeKind.Number => 0,
        TreeKind.String => 1,
        TreeKind.Boolean => 2,
        TreeKind.Array => 3,
        TreeKind.Object => 4,
        _ => 5,
    };

    private static int CompareLists(TreeArray left, TreeArray right)
    {
        for (var i = 0; i < left.Count && i < right.Count; i++)
        {
            var order = Compare(left[i], right[i]);
            if (order != 0) return order;
        }
        return left.Count.CompareTo(right.Count);
    }

    private static int CompareMaps(TreeObject left, TreeObject right)
    {
        var (a, b) = (Sorted(left), Sorted(right));
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            // A name that only one side has ranks that side first.
            var order = a[i].Utf8Name.SequenceCompareTo(b[i].Utf8Name);
            if (order == 0) order = Compare(a[i].Value, b[i].Value);
            if (order != 0) return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    private static TreeMember[] Sorted(TreeObject map)
    {
        var members = map.Members.ToArray();
        Array.Sort(members, static (x, y) => x.Utf8Name.SequenceCompareTo(y.Utf8Name));
        return members;
    }
}
