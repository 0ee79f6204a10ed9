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
        // Texts are short here: going through them beats asking for their ends.
        var text = _source.AsSpan(0, _end);
        var at = start;
        do
        {
            if (at >= text.Length) throw UnexpectedEnd();
            switch (text[at++])
            {
                case (byte)'"':
                    at = BehindString(text, at);
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

        _at = at;
        if (_at - start == 2) return isObject ? TreeObject.Empty : TreeArray.Empty;
        var slice = new SourceSlice(_source, start, _at - start);
        return isObject ? new TreeObject(slice, deepest) : new TreeArray(slice, deepest);
    }

    /// <summary>From behind the quote that opens a string to behind the one that ends it.</summary>
    private readonly int BehindString(ReadOnlySpan<byte> text, int at)
    {
        while (at < text.Length)
        {
            var c = text[at++];
            if (c == '"') return at;
            if (c == '\\') at++;
        }

        throw UnexpectedEnd();
    }
}
