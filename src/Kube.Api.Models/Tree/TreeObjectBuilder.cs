using System.Runtime.InteropServices;

namespace Kube.Api.Tree;

/// <summary>Makes an object of many edits at once. Not safe for two threads; may go on after <see cref="Build"/>.</summary>
public sealed class TreeObjectBuilder
{
    private readonly TreeObject? _start;
    private readonly List<TreeMember> _members = [];
    private Dictionary<TreeString, int>? _index;
    private bool _changed;

    /// <summary>Starts empty.</summary>
    public TreeObjectBuilder()
    {
    }

    /// <summary>Starts with an object's members.</summary>
    public TreeObjectBuilder(TreeObject start)
    {
        _start = start;
        _members.AddRange(start.Members);
    }

    /// <summary>The members as they are now, in order. The span ends with the next edit.</summary>
    public ReadOnlySpan<TreeMember> Members => CollectionsMarshal.AsSpan(_members);

    /// <summary>The value of a member, or null.</summary>
    public TreeNode? this[ReadOnlySpan<byte> utf8Name]
    {
        get
        {
            var at = IndexOf(utf8Name);
            return at < 0 ? null : _members[at].Value;
        }
    }

    /// <summary>Sets a member: in its place when the name exists, else at the end. The name is shared, not copied.</summary>
    public void Set(TreeMember member)
    {
        var at = IndexOf(member.Utf8Name);
        if (at < 0)
        {
            _index?.Add(Key(member), _members.Count);
            _members.Add(member);
            _changed = true;
        }
        else if (!ReferenceEquals(_members[at].Value, member.Value))
        {
            _members[at] = _members[at].With(member.Value);
            _changed = true;
        }
    }

    /// <summary>Removes a member if it is there.</summary>
    public void Remove(ReadOnlySpan<byte> utf8Name)
    {
        var at = IndexOf(utf8Name);
        if (at < 0) return;
        _members.RemoveAt(at);
        _index = null;
        _changed = true;
    }

    /// <summary>The object; the one it started with when nothing has changed.</summary>
    public TreeObject Build() =>
        !_changed && _start is not null ? _start : _members.Count == 0 ? TreeObject.Empty : new TreeObject([.. _members]);

    private static TreeString Key(TreeMember member)
    {
        MemoryMarshal.TryGetArray(member.Utf8NameMemory, out var name);
        return new TreeString(name.Array!, name.Offset, name.Count);
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        if (_members.Count <= 4 * MemberIndex.Threshold)
        {
            for (var i = 0; i < _members.Count; i++)
                if (_members[i].Named(name)) return i;
            return -1;
        }
        if (_index is null)
        {
            _index = new Dictionary<TreeString, int>(Utf8Comparer.Instance);
            for (var i = 0; i < _members.Count; i++) _index.Add(Key(_members[i]), i);
        }
        return _index.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out var at) ? at : -1;
    }

    private sealed class Utf8Comparer : IEqualityComparer<TreeString>, IAlternateEqualityComparer<ReadOnlySpan<byte>, TreeString>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(TreeString? x, TreeString? y) => DeepEquals(x, y);

        public int GetHashCode(TreeString obj) => GetHashCode(obj.Utf8);

        public bool Equals(ReadOnlySpan<byte> alternate, TreeString other) => other.Utf8.SequenceEqual(alternate);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public TreeString Create(ReadOnlySpan<byte> alternate) => TreeString.Of(alternate);

        private static bool DeepEquals(TreeString? x, TreeString? y) => TreeNode.DeepEquals(x, y);
    }
}
