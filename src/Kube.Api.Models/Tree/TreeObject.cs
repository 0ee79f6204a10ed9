using System.Text;

namespace Kube.Api.Tree;

/// <summary>An object: members in their order, each name once.</summary>
public sealed class TreeObject : TreeNode
{
    // Null until somebody looks inside, for what TreeNode.ParseOwn has passed over.
    private TreeMember[]? _members;
    private readonly SourceSlice _verbatim;
    private volatile MemberIndex? _index;

    internal TreeObject(TreeMember[] members, SourceSlice verbatim = default)
    {
        (_members, _verbatim) = (members, verbatim);
        var height = 0;
        foreach (ref readonly var member in members.AsSpan())
            if (member.Value.Height > height) height = member.Value.Height;
        Height = height + 1;
    }

    /// <summary>Text of this library's own that is an object; its members are read when they are asked for.</summary>
    internal TreeObject(SourceSlice verbatim, int height) => (_verbatim, Height) = (verbatim, height);

    /// <summary>The empty object.</summary>
    public static TreeObject Empty { get; } = new([]);

    /// <summary>The object's compact JSON where it stands so in its source; empty when it does not.</summary>
    public ReadOnlySpan<byte> StandsAs => _verbatim.Exists ? _verbatim.Span : default;

    /// <summary>How many members there are.</summary>
    public int Count => Own.Length;

    /// <summary>The members in order.</summary>
    public ReadOnlySpan<TreeMember> Members => Own;

    /// <inheritdoc/>
    public override TreeKind Kind => TreeKind.Object;

    /// <inheritdoc/>
    public override int Height { get; }

    /// <summary>The value of a member by its UTF-8 name; null when there is no such member (a member that is null gives <see cref="TreeNull"/>).</summary>
    public TreeNode? this[ReadOnlySpan<byte> utf8Name]
    {
        get
        {
            var at = IndexOf(utf8Name);
            return at < 0 ? null : Own[at].Value;
        }
    }

    /// <summary>The value of a member by its name; null when there is none.</summary>
    public TreeNode? this[string name] => this[Encoding.UTF8.GetBytes(name)];

    /// <summary>Makes an object of the members given, copied; of two with one name the last counts.</summary>
    public static TreeObject Of(params ReadOnlySpan<TreeMember> members)
    {
        if (members.IsEmpty) return Empty;
        var copy = members.ToArray();
        var count = MemberIndex.RemoveDuplicates(copy);
        return new TreeObject(count == copy.Length ? copy : copy[..count]);
    }

    /// <summary>The position of a member in <see cref="Members"/>, or -1.</summary>
    public int IndexOf(ReadOnlySpan<byte> utf8Name)
    {
        if (Own.Length > MemberIndex.Threshold) return (_index ??= MemberIndex.Of(Own)).Find(Own, utf8Name);
        for (var i = 0; i < Own.Length; i++)
            if (Own[i].Named(utf8Name)) return i;
        return -1;
    }

    /// <summary>The member as an object; null when it is absent or something else.</summary>
    public TreeObject? GetObject(ReadOnlySpan<byte> utf8Name) => this[utf8Name] as TreeObject;

    /// <summary>The member as an array; null when it is absent or something else.</summary>
    public TreeArray? GetArray(ReadOnlySpan<byte> utf8Name) => this[utf8Name] as TreeArray;

    /// <summary>The member as a string; null when it is absent or something else.</summary>
    public string? GetString(ReadOnlySpan<byte> utf8Name) => (this[utf8Name] as TreeString)?.Value;

    /// <summary>This object with a member set: in its place when the name exists, else at the end.</summary>
    public TreeObject With(ReadOnlySpan<byte> utf8Name, TreeNode value)
    {
        var at = IndexOf(utf8Name);
        if (at >= 0)
        {
            if (ReferenceEquals(Own[at].Value, value)) return this;
            var changed = (TreeMember[])Own.Clone();
            changed[at] = Own[at].With(value);
            return new TreeObject(changed);
        }
        var members = new TreeMember[Own.Length + 1];
        Own.CopyTo(members, 0);
        members[^1] = new TreeMember(utf8Name, value);
        return new TreeObject(members);
    }

    /// <summary>This object with a member set.</summary>
    public TreeObject With(string name, TreeNode value) => With(Encoding.UTF8.GetBytes(name), value);

    /// <summary>This object without a member; itself when there is no such member.</summary>
    public TreeObject Without(ReadOnlySpan<byte> utf8Name)
    {
        var at = IndexOf(utf8Name);
        if (at < 0) return this;
        if (Own.Length == 1) return Empty;
        var members = new TreeMember[Own.Length - 1];
        Own.AsSpan(0, at).CopyTo(members);
        Own.AsSpan(at + 1).CopyTo(members.AsSpan(at));
        return new TreeObject(members);
    }

    /// <summary>This object without a member; itself when there is no such member.</summary>
    public TreeObject Without(string name) => Without(Encoding.UTF8.GetBytes(name));

    internal override SourceSlice Verbatim => _verbatim;

    internal override void Write(ref TreeOutput output)
    {
        if (_verbatim.Exists && !output.Sorted)
        {
            output.Write(_verbatim.Span);
            return;
        }
        var members = output.Sorted ? Sorted() : Own;
        output.Write((byte)'{');
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0) output.Write((byte)',');
            output.WriteString(members[i].Utf8Name);
            output.Write((byte)':');
            members[i].Value.Write(ref output);
        }
        output.Write((byte)'}');
    }

    private protected override bool EqualsSameKind(TreeNode other)
    {
        var theirs = (TreeObject)other;
        if (theirs.Own.Length != Own.Length) return false;
        for (var i = 0; i < Own.Length; i++)
        {
            var name = Own[i].Utf8Name;
            var match = theirs.Own[i].Named(name) ? theirs.Own[i].Value : theirs[name];
            if (match is null || !DeepEquals(Own[i].Value, match)) return false;
        }
        return true;
    }

    // Two first readers may both read them, which is harmless.
    internal TreeMember[] Own => Volatile.Read(ref _members) ?? (_members = TreeParser.Members(_verbatim));

    private TreeMember[] Sorted()
    {
        for (var i = 1; i < Own.Length; i++)
        {
            if (Own[i - 1].Utf8Name.SequenceCompareTo(Own[i].Utf8Name) <= 0) continue;
            var sorted = (TreeMember[])Own.Clone();
            Array.Sort(sorted, static (a, b) => a.Utf8Name.SequenceCompareTo(b.Utf8Name));
            return sorted;
        }
        return Own;
    }
}
