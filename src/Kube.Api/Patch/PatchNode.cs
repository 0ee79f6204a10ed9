using System.Text;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>A value while RFC 6902 and RFC 7386 patches work on it: a tree until something looks inside, then a map or list that may change.</summary>
/// <remarks>What was looked into is written with its names sorted and the rest as it stood, which is how upstream's patch library (evanphx/json-patch v4)
/// writes Go maps; the text shows in the refusal of a result that does not decode.</remarks>
internal sealed class PatchNode
{
    private TreeNode? _raw;
    private Dictionary<string, PatchNode?>? _members;
    private List<PatchNode?>? _items;

    /// <param name="raw">The value.</param>
    private PatchNode(TreeNode raw) => _raw = raw;

    /// <summary>A node of a value; null for null, which upstream's library keeps as a nil pointer.</summary>
    public static PatchNode? Of(TreeNode? value) => value is null or TreeNull ? null : new PatchNode(value);

    /// <summary>The members of an object, or null for anything else.</summary>
    public Dictionary<string, PatchNode?>? Members
    {
        get
        {
            if (_members is not null || _raw is not TreeObject source) return _members;
            _members = new Dictionary<string, PatchNode?>(source.Count);
            foreach (ref readonly var member in source.Members) _members[member.Name] = Of(member.Value);
            _raw = null;
            return _members;
        }
    }

    /// <summary>The items of an array, or null for anything else.</summary>
    public List<PatchNode?>? Items
    {
        get
        {
            if (_items is not null || _raw is not TreeArray source) return _items;
            _items = new List<PatchNode?>(source.Count);
            foreach (var item in source.Items) _items.Add(Of(item));
            _raw = null;
            return _items;
        }
    }

    /// <summary>The value as it is now.</summary>
    /// <exception cref="PatchException">It nests deeper than a tree may.</exception>
    public static TreeNode ToTree(PatchNode? node, int depth = 0)
    {
        if (node is null) return TreeNull.Instance;
        if (depth + (node._raw?.Height ?? 1) > TreeLimits.Default.MaxDepth) throw new PatchException(PatchFailure.Unprocessable, "exceeded max depth");
        if (node._raw is { } raw) return raw;
        if (node._items is { } items)
        {
            var nodes = new TreeNode[items.Count];
            for (var i = 0; i < nodes.Length; i++) nodes[i] = ToTree(items[i], depth + 1);
            return TreeArray.Of(nodes);
        }
        var members = new TreeMember[node._members!.Count];
        var at = 0;
        foreach (var (name, value) in node._members) members[at++] = new TreeMember(Encoding.UTF8.GetBytes(name), ToTree(value, depth + 1));
        Array.Sort(members, static (a, b) => a.Utf8Name.SequenceCompareTo(b.Utf8Name));
        return TreeObject.Of(members);
    }

    /// <summary>Equal as upstream's library has it: numbers by their text (1 is not 1.0), members in any order.</summary>
    public static bool Same(TreeNode left, TreeNode right)
    {
        switch (left, right)
        {
            case (TreeNumber a, TreeNumber b):
                return a.Text.SequenceEqual(b.Text);
            case (TreeArray a, TreeArray b):
                if (a.Count != b.Count) return false;
                for (var i = 0; i < a.Count; i++)
                    if (!Same(a[i], b[i])) return false;
                return true;
            case (TreeObject a, TreeObject b):
                if (a.Count != b.Count) return false;
                foreach (ref readonly var member in a.Members)
                    if (b[member.Utf8Name] is not { } other || !Same(member.Value, other)) return false;
                return true;
            default:
                return TreeNode.DeepEquals(left, right);
        }
    }
}
