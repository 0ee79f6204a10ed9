using System.Runtime.InteropServices;

namespace Kube.Api.Tree;

/// <summary>The parser: one pass over an array, depth checked before it recurses, errors in the words of Go's scanner.</summary>
internal ref partial struct TreeParser
{
    private const int FirstMembers = 64;
    private const int FirstItems = 16;
    private const int MostKept = 1024;

    [ThreadStatic]
    private static TreeMember[]? s_members;

    [ThreadStatic]
    private static TreeNode[]? s_items;

    private readonly byte[] _source;
    private readonly int _end;
    private readonly int _maxDepth;

    // Objects and arrays below the first are passed over: their own first reader parses them.
    private readonly bool _lazy;

    // Members and items wait here until their container ends; each container takes what lies above its mark.
    private TreeMember[] _members;
    private int _memberCount;
    private TreeNode[] _items;
    private int _itemCount;

    // Set only in the second pass, made when the first one met a duplicate and somebody asks for its path.
    private readonly TreeReport? _report;
    private readonly TreePath? _path;

    private int _at;
    private int _depth;

    // Cleared by whatever would be written otherwise than it stands; a container looks at it when it ends.
    private bool _verbatim;
    private bool _duplicate;

    private TreeParser(byte[] source, int offset, int length, int maxDepth, TreeReport? report, bool lazy = false)
    {
        (_source, _at, _end, _maxDepth, _report, _lazy) = (source, offset, offset + length, maxDepth, report, lazy);
        _path = report is null ? null : new TreePath();
        _members = s_members ?? new TreeMember[FirstMembers];
        _items = s_items ?? new TreeNode[FirstItems];
        (s_members, s_items) = (null, null);
    }

    public static TreeNode Parse(ReadOnlyMemory<byte> json, TreeLimits limits, TreeReport? report)
    {
        if (!MemoryMarshal.TryGetArray(json, out var array)) array = new ArraySegment<byte>(json.ToArray());
        var parser = new TreeParser(array.Array!, array.Offset, array.Count, limits.MaxDepth, null);
        var root = parser.Document();
        if (report is null || !parser._duplicate) return root;
        return new TreeParser(array.Array!, array.Offset, array.Count, limits.MaxDepth, report).Document();
    }

    private TreeNode Document()
    {
        var root = Value();
        SkipWhiteSpace();
        if (_at < _end) throw Unexpected("after top-level value");
        Keep();
        return root;
    }

    /// <summary>Leaves the waiting rooms to the next parser of this thread, empty, so that they keep no text alive.</summary>
    private readonly void Keep()
    {
        if (_members.Length > MostKept || _items.Length > MostKept) return;
        System.Array.Clear(_members);
        System.Array.Clear(_items);
        (s_members, s_items) = (_members, _items);
    }

    private TreeNode Value()
    {
        if (_at < _end && _source[_at] <= ' ') SkipWhiteSpace();
        if (_at >= _end) throw UnexpectedEnd();
        switch (_source[_at])
        {
            case (byte)'{': return _lazy && _depth > 0 ? PassOver() : Object();
            case (byte)'[': return _lazy && _depth > 0 ? PassOver() : Array();
            case (byte)'"':
                var (from, offset, length) = String();
                return length == 0 ? TreeString.Empty : new TreeString(from, offset, length);
            case (byte)'t': return Literal("true"u8, TreeBool.True);
            case (byte)'f': return Literal("false"u8, TreeBool.False);
            case (byte)'n': return Literal("null"u8, TreeNull.Instance);
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'): return Number();
            default: throw Unexpected("looking for beginning of value");
        }
    }

    private TreeObject Object()
    {
        var start = _at;
        var mark = _memberCount;
        var outer = Enter();
        SkipWhiteSpace();
        if (Next() == '}')
        {
            _at++;
            Leave(outer);
            return TreeObject.Empty;
        }
        while (true)
        {
            if (Next() != '"') throw Unexpected("looking for beginning of object key string");
            var (from, offset, length) = String();
            SkipWhiteSpace();
            if (Next() != ':') throw Unexpected("after object key");
            _at++;
            if (_path is not null) EnterMember(mark, from.AsSpan(offset, length));
            var value = Value();
            _path?.Leave();
            AddMember(new TreeMember(from, offset, length, value), mark);
            SkipWhiteSpace();
            var next = Next();
            if (next == '}') break;
            if (next != ',') throw Unexpected("after object key:value pair");
            _at++;
            SkipWhiteSpace();
        }
        _at++;
        return EndObject(start, mark, outer);
    }

    private TreeObject EndObject(int start, int mark, bool outer)
    {
        var members = _members.AsSpan(mark, _memberCount - mark);
        _memberCount = mark;
        if (members.Length > MemberIndex.Threshold)
        {
            var count = MemberIndex.RemoveDuplicates(members);
            if (count < members.Length) (_duplicate, _verbatim) = (true, false);
            members = members[..count];
        }
        var slice = _verbatim ? new SourceSlice(_source, start, _at - start) : default;
        Leave(outer);
        return new TreeObject(members.ToArray(), slice);
    }

    private TreeArray Array()
    {
        var start = _at;
        var mark = _itemCount;
        var outer = Enter();
        SkipWhiteSpace();
        if (Next() == ']')
        {
            _at++;
            Leave(outer);
            return TreeArray.Empty;
        }
        while (true)
        {
            _path?.EnterIndex(_itemCount - mark);
            var value = Value();
            _path?.Leave();
            if (_itemCount == _items.Length) System.Array.Resize(ref _items, _items.Length * 2);
            _items[_itemCount++] = value;
            SkipWhiteSpace();
            var next = Next();
            if (next == ']') break;
            if (next != ',') throw Unexpected("after array element");
            _at++;
        }
        _at++;
        var items = _items.AsSpan(mark, _itemCount - mark).ToArray();
        _itemCount = mark;
        var slice = _verbatim ? new SourceSlice(_source, start, _at - start) : default;
        Leave(outer);
        return new TreeArray(items, slice);
    }

    /// <returns>Whether the container around this one was verbatim so far.</returns>
    private bool Enter()
    {
        if (++_depth > _maxDepth) throw new TreeFormatException("exceeded max depth", _at);
        _at++;
        var outer = _verbatim || _depth == 1;
        _verbatim = true;
        return outer;
    }

    private void Leave(bool outer)
    {
        _depth--;
        _verbatim &= outer;
    }

    private void AddMember(TreeMember member, int mark)
    {
        var count = _memberCount - mark;
        if (count <= MemberIndex.Threshold)
        {
            foreach (ref var earlier in _members.AsSpan(mark, count))
            {
                if (!earlier.Named(member.Utf8Name)) continue;
                earlier = member;
                (_duplicate, _verbatim) = (true, false);
                return;
            }
        }
        if (_memberCount == _members.Length) System.Array.Resize(ref _members, _members.Length * 2);
        _members[_memberCount++] = member;
    }

    private void EnterMember(int mark, ReadOnlySpan<byte> name)
    {
        _path!.EnterName(name);
        // The second pass only runs on documents with duplicates; a scan of what came before is bounded by giving up on huge objects.
        var before = _members.AsSpan(mark, Math.Min(_memberCount - mark, 4096));
        foreach (ref readonly var earlier in before)
        {
            if (!earlier.Named(name)) continue;
            _report!.AddDuplicate(_path.ToString());
            return;
        }
    }

    private TreeNode Literal(ReadOnlySpan<byte> word, TreeNode node)
    {
        var rest = _source.AsSpan(_at, _end - _at);
        if (rest.StartsWith(word))
        {
            _at += word.Length;
            return node;
        }
        for (var i = 1; i < word.Length; i++)
        {
            _at++;
            if (_at >= _end) throw UnexpectedEnd();
            if (_source[_at] != word[i])
                throw Unexpected($"in literal {System.Text.Encoding.ASCII.GetString(word)} (expecting '{(char)word[i]}')");
        }
        throw UnexpectedEnd();
    }

    private void SkipWhiteSpace()
    {
        while (_at < _end && _source[_at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _verbatim = false;
            _at++;
        }
    }

    private readonly byte Next() => _at < _end ? _source[_at] : throw UnexpectedEnd();
}
