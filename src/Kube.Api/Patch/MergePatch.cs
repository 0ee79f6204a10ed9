using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.Patch;

/// <summary>An RFC 7386 patch with the behaviour of upstream's library (evanphx/json-patch v4).</summary>
public sealed class MergePatch : ObjectPatch
{
    private readonly TreeNode _patch;

    private MergePatch(TreeNode patch, IReadOnlyList<string> findings)
        : base(findings) => _patch = patch;

    /// <summary>Reads a patch.</summary>
    /// <param name="patch">Its text; kept.</param>
    /// <param name="strict">Field validation is Warn or Strict: duplicates are reported, only an object is taken and errors carry upstream's prefix.</param>
    /// <exception cref="PatchException">It is no JSON, or not an object.</exception>
    public static MergePatch Parse(ReadOnlyMemory<byte> patch, bool strict)
    {
        var report = strict ? new TreeReport() : null;
        TreeNode root;
        if (strict) root = Read(patch, report, "error decoding patch: ");
        else
        {
            try
            {
                root = TreeNode.Parse(patch);
            }
            catch (TreeFormatException)
            {
                throw Bad();
            }
        }
        if (strict && root is not (TreeObject or TreeNull))
        {
            throw new PatchException(PatchFailure.Malformed,
                $"error decoding patch: json: cannot unmarshal {JsonPatch.JsonName(root)} into Go value of type map[string]interface {{}}");
        }
        if (root is not (TreeObject or TreeArray)) throw Bad();
        return new MergePatch(root, Duplicates(report));
    }

    /// <inheritdoc/>
    public override TreeNode Apply(TreeNode current, TypeSchema schema) => Apply(current);

    /// <summary>Applies the patch to any JSON value.</summary>
    /// <param name="current">The value; not changed.</param>
    public TreeNode Apply(TreeNode current)
    {
        if (_patch is not TreeObject patch) return PruneNulls(_patch);
        return current is TreeObject target ? Merge(target, patch) : PruneNulls(patch);
    }

    /// <inheritdoc/>
    public override string DescribeRefused(TreeNode patched) => patched.ToString();

    private static TreeObject Merge(TreeObject target, TreeObject patch)
    {
        var builder = new TreeObjectBuilder(target);
        foreach (ref readonly var member in patch.Members)
        {
            if (member.Value is TreeNull)
            {
                builder.Remove(member.Utf8Name);
                continue;
            }
            var value = builder[member.Utf8Name] switch
            {
                // An array put in an object's place keeps its nulls; upstream's library forgets to prune there.
                TreeObject inner => member.Value is TreeObject change ? Merge(inner, change) : member.Value,
                _ => PruneNulls(member.Value),
            };
            builder.Set(member.With(value));
        }
        return Sorted(builder.Build());
    }

    /// <summary>Drops the null members of objects at every level; null items of arrays stay.</summary>
    private static TreeNode PruneNulls(TreeNode node)
    {
        switch (node)
        {
            case TreeObject source:
                var members = new List<TreeMember>(source.Count);
                foreach (ref readonly var member in source.Members)
                    if (member.Value is not TreeNull) members.Add(member.With(PruneNulls(member.Value)));
                return Sorted(TreeObject.Of([.. members]));
            case TreeArray array:
                var items = array.Items.ToArray();
                for (var i = 0; i < items.Length; i++) items[i] = PruneNulls(items[i]);
                return TreeArray.Of(items);
            default:
                return node;
        }
    }

    /// <summary>Whatever the library looked into it writes as a Go map: sorted.</summary>
    private static TreeObject Sorted(TreeObject source)
    {
        var members = source.Members.ToArray();
        Array.Sort(members, static (a, b) => a.Utf8Name.SequenceCompareTo(b.Utf8Name));
        return TreeObject.Of(members);
    }

    private static PatchException Bad() => new(PatchFailure.Malformed, "Invalid JSON Patch");
}
