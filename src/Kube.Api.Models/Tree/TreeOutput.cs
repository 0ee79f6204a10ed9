using System.Buffers;

namespace Kube.Api.Tree;

/// <summary>Writes into spans of a buffer writer, asking for the next one only when this one is full. <see cref="Flush"/> ends it.</summary>
internal ref struct TreeOutput(IBufferWriter<byte> output)
{
    // What Go's encoding/json escapes: controls, quote, backslash, and < > & for safety inside HTML; 0xE2 may start U+2028 or U+2029.
    private static readonly SearchValues<byte> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', 0xE2]);

    private Span<byte> _span;
    private int _used;

    /// <summary>Members of objects are written sorted by name.</summary>
    public bool Sorted { get; init; }

    public void Write(byte value)
    {
        if (_used == _span.Length) Grow(1);
        _span[_used++] = value;
    }

    public void Write(scoped ReadOnlySpan<byte> value)
    {
        if (value.Length > _span.Length - _used) Grow(value.Length);
        value.CopyTo(_span[_used..]);
        _used += value.Length;
    }

    public void WriteString(scoped ReadOnlySpan<byte> utf8)
    {
        Write((byte)'"');
        while (true)
        {
            var special = utf8.IndexOfAny(s_special);
            if (special < 0) break;
            Write(utf8[..special]);
            utf8 = utf8[special..];
            utf8 = utf8[WriteSpecial(utf8)..];
        }
        Write(utf8);
        Write((byte)'"');
    }

    public void Flush()
    {
        if (_used > 0) output.Advance(_used);
        _span = default;
        _used = 0;
    }

    /// <returns>How many bytes of input it covered.</returns>
    private int WriteSpecial(scoped ReadOnlySpan<byte> rest)
    {
        switch (rest[0])
        {
            case (byte)'"': Write("\\\""u8); return 1;
            case (byte)'\\': Write("\\\\"u8); return 1;
            case (byte)'\n': Write("\\n"u8); return 1;
            case (byte)'\r': Write("\\r"u8); return 1;
            case (byte)'\t': Write("\\t"u8); return 1;
            case (byte)'\b': Write("\\b"u8); return 1;
            case (byte)'\f': Write("\\f"u8); return 1;
            case 0xE2:
                if (rest.Length >= 3 && rest[1] == 0x80 && (rest[2] & 0xFE) == 0xA8)
                {
                    Write(rest[2] == 0xA8 ? "\\u2028"u8 : "\\u2029"u8);
                    return 3;
                }
                Write(rest[0]);
                return 1;
            default:
                Write("\\u00"u8);
                Write("0123456789abcdef"u8[rest[0] >> 4]);
                Write("0123456789abcdef"u8[rest[0] & 15]);
                return 1;
        }
    }

    private void Grow(int atLeast)
    {
        Flush();
        _span = output.GetSpan(Math.Max(atLeast, 512));
    }
}
