using System.Runtime.InteropServices;

namespace Kube.Api.Tree;

internal ref partial struct TreeParser
{
    /// <summary>The value's own members or items; what lies below is only passed over.</summary>
    public static TreeNode ParseOwn(ReadOnlyMemory<byte> json)
    {
        if (!MemoryMarshal.TryGetArray(json, out var array)) array = new ArraySegment<byte>(json.ToArray());
        return Lazy(array.Array!, array.Offset, array.Count).Document();
    }

    public static TreeMember[] Members(SourceSlice text) => ((TreeObject)Read(text)).Own;

    public static TreeNode[] Items(SourceSlice text) => ((TreeArray)Read(text)).Own;

    private static TreeNode Read(SourceSlice text) => Lazy(text.Source, text.Offset, text.Length).Document();

    private static TreeParser Lazy(byte[] source, int offset, int length) => new(source, offset, length, int.MaxValue, null, lazy: true);

    /// <summary>Makes a node of a container without looking into it.</summary>
    private TreeNode PassOver()
    {
        var start = _at;
        var isObject = _source[start] == '{';
        var (depth, deepest) = (0, 0);
        do
        {
            if (_at >= _end) throw UnexpectedEnd();
            switch (_source[_at++])
            {
                case (byte)'"':
                    PassString();
                    break;
                case (byte)'{' or (byte)'[':
                    if (++depth > deepest) deepest = depth;
                    break;
                case (byte)'}' or (byte)']':
                    depth--;
                    break;
            }
        }
        while (depth > 0);

        if (_at - start == 2) return isObject ? TreeObject.Empty : TreeArray.Empty;
        var text = new SourceSlice(_source, start, _at - start);
        return isObject ? new TreeObject(text, deepest) : new TreeArray(text, deepest);
    }

    /// <summary>From behind the quote that opens a string to behind the one that ends it.</summary>
    private void PassString()
    {
        while (true)
        {
            var end = _source.AsSpan(_at, _end - _at).IndexOfAny((byte)'"', (byte)'\\');
            if (end < 0) throw UnexpectedEnd();
            _at += end + 1;
            if (_source[_at - 1] == '"') return;
            _at++;
        }
    }
}
