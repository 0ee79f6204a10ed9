using Kube.Store.Index;
using Kube.Store.Kv;

namespace Kube.Store.Embedded;

/// <summary>The upper end of a range, as a place in the index.</summary>
internal static class RangeEnd
{
    public static IndexCursor Cursor(IndexNode? root, KeyRange range)
    {
        if (range.IsUnbounded)
            return IndexCursor.AtEnd(root);
        if (!range.IsSingle)
            return IndexCursor.Before(root, range.End.Span);
        Span<byte> after = new byte[range.Start.Length + 1];    // the least key behind a key is that key and a zero byte
        range.Start.Span.CopyTo(after);
        return IndexCursor.Before(root, after);
    }
}
