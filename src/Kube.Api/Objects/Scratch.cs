using System.Buffers;

namespace Kube.Api.Objects;

/// <summary>A buffer of this thread to write into before the size is known. Taken and given back within one call, never across an await.</summary>
internal static class Scratch
{
    private const int FirstBytes = 16 * 1024;
    private const int KeptBytes = 256 * 1024;

    // A write has three in hand at most: the object as it is, as it will be, and the fields that somebody owns.
    private const int MostKept = 3;

    [ThreadStatic]
    private static Stack<ArrayBufferWriter<byte>>? s_kept;

    /// <summary>An empty buffer, for the caller alone until <see cref="Give"/>. One that is not given back is only garbage.</summary>
    public static ArrayBufferWriter<byte> Take()
    {
        if (s_kept is not { Count: > 0 } kept) return new(FirstBytes + FirstBytes / 4);
        var buffer = kept.Pop();
        buffer.ResetWrittenCount();
        return buffer;
    }

    /// <summary>Gives the buffer back.</summary>
    /// <returns>What was written, in an array of its own.</returns>
    public static byte[] Give(ArrayBufferWriter<byte> buffer)
    {
        var bytes = buffer.WrittenSpan.ToArray();
        Drop(buffer);
        return bytes;
    }

    /// <summary>Gives the buffer back; what was written has been read.</summary>
    public static void Drop(ArrayBufferWriter<byte> buffer)
    {
        // One giant object must not keep its buffer alive on every thread.
        if (buffer.Capacity > KeptBytes) return;
        var kept = s_kept ??= new(MostKept);
        if (kept.Count < MostKept) kept.Push(buffer);
    }
}
