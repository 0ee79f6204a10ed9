using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using Kube.Api.Models;

namespace Kube.Api.Json;

/// <summary>Reads a JSON text once, forwards, into objects that know their members. Names are matched by their bytes, case and all.</summary>
/// <remarks>Hot path: members are asked for with <see cref="Next"/>, values with one call each. What goes wrong is worked out afterwards
/// from the text and the trail of open members (<see cref="JsonSyntax"/>, <see cref="GoErrors"/>), so that reading well costs nothing.</remarks>
internal ref partial struct ModelJsonReader
{
    /// <summary>Levels of objects and lists that are skipped or kept raw: Go's own limit.</summary>
    public const int MaxDepth = 10_000;

    /// <summary>Levels of objects that are read into objects: each costs stack.</summary>
    public const int MaxTypedDepth = 1_000;

    private const int FirstLevels = 32;

    // One that has read to the end leaves it to the next of its thread.
    [ThreadStatic]
    private static int[]? s_trail;

    private readonly ReadOnlySpan<byte> _data;
    private readonly ReadOnlyMemory<byte> _frozen;
    private readonly DecodeReport? _report;
    private readonly string _root;
    private int[] _trail;
    private int _pos;
    private int _depth;

    /// <param name="data">The text, a single value.</param>
    /// <param name="root">The full name of the type being read, for error texts.</param>
    /// <param name="report">Gets unknown and duplicate fields; null: they are not looked for.</param>
    public ModelJsonReader(ReadOnlySpan<byte> data, string root, DecodeReport? report)
    {
        _data = data;
        _root = root;
        _report = report;
        _trail = s_trail ?? new int[FirstLevels];
        s_trail = null;
    }

    /// <summary>Reads a text that never changes: raw values are slices of it.</summary>
    public ModelJsonReader(ReadOnlyMemory<byte> frozen, string root)
        : this(frozen.Span, root, null) => _frozen = frozen;

    /// <summary>Consumes the null literal if it is next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Null()
    {
        SkipSpace();
        if (Peek() != (byte)'n') return false;
        Literal("null"u8);
        return true;
    }

    /// <summary>Opens an object; members follow through <see cref="Next"/>.</summary>
    public void BeginObject()
    {
        SkipSpace();
        if (Peek() != (byte)'{') Mismatch();
        Open();
    }

    /// <summary>Whether the next value opens a list.</summary>
    public bool IsList()
    {
        SkipSpace();
        return Peek() == (byte)'[';
    }

    /// <summary>The first byte of the next value.</summary>
    public byte Token()
    {
        SkipSpace();
        return Peek();
    }

    /// <summary>Opens a list; items follow while <see cref="NextItem"/> says so.</summary>
    public void BeginList()
    {
        SkipSpace();
        if (Peek() != (byte)'[') Mismatch();
        Open();
        _trail[_depth] = int.MinValue;                      // no item yet
    }

    /// <summary>Moves to the next member of the open object, or closes it.</summary>
    /// <param name="name">The member's name, valid until the next call.</param>
    /// <returns>False when the object ended.</returns>
    public bool Next(out ReadOnlySpan<byte> name)
    {
        SkipSpace();
        var c = Peek();
        if (c == (byte)'}') { Close(); name = default; return false; }
        if (_trail[_depth] != 0)
        {
            if (c != (byte)',') Malformed();
            _pos++;
            SkipSpace();
            c = Peek();
        }
        if (c != (byte)'"') Malformed();
        _trail[_depth] = _pos;
        name = Name();
        SkipSpace();
        if (Peek() != (byte)':') Malformed();
        _pos++;
        return true;
    }

    /// <summary>Moves to the next item of the open list, or closes it.</summary>
    public bool NextItem()
    {
        SkipSpace();
        var c = Peek();
        ref var index = ref _trail[_depth];
        if (c == (byte)']') { Close(); return false; }
        if (index == int.MinValue) { index = -1; return true; }
        if (c != (byte)',') Malformed();
        _pos++;
        index--;
        return true;
    }

    /// <summary>A member nobody knows: reported, then skipped.</summary>
    public void Unknown(ReadOnlySpan<byte> name)
    {
        _report?.Add($"unknown field {GoText.Quote(TrailPath())}");
        _ = name;
        Skip();
    }

    /// <summary>Marks a known member as seen; reports it when it was before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Once(ref ulong seen, int bit)
    {
        if ((seen & (1UL << bit)) != 0) Duplicate();
        seen |= 1UL << bit;
    }

    /// <summary>Reports the member just named as a duplicate.</summary>
    public readonly void Duplicate() => _report?.Add($"duplicate field {GoText.Quote(TrailPath())}");

    /// <summary>Whether findings are collected at all.</summary>
    public readonly bool IsStrict => _report is not null;

    /// <summary>Ends the text: only white space may follow.</summary>
    public void End()
    {
        SkipSpace(endAllowed: true);
        if (_pos < _data.Length) Malformed();
        if (_trail.Length == FirstLevels) s_trail = _trail;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipSpace()
    {
        // Texts of programs have none between tokens.
        if ((uint)_pos < (uint)_data.Length && _data[_pos] > 0x20) return;
        SkipSpace(endAllowed: false);
    }

    private void SkipSpace(bool endAllowed)
    {
        while (_pos < _data.Length && _data[_pos] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') _pos++;
        if (_pos >= _data.Length && !endAllowed) Malformed();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek()
    {
        if ((uint)_pos >= (uint)_data.Length) Malformed();
        return _data[_pos];
    }

    private void Open()
    {
        if (++_depth >= _trail.Length) Grow();
        _trail[_depth] = 0;
        _pos++;
    }

    private void Close()
    {
        _depth--;
        _pos++;
    }

    private void Grow()
    {
        if (_depth > MaxTypedDepth) throw new ModelFormatException("json: exceeded max depth");
        Array.Resize(ref _trail, _trail.Length * 2);
    }

    private void Literal(ReadOnlySpan<byte> text)
    {
        if (!_data[_pos..].StartsWith(text)) Malformed();
        _pos += text.Length;
    }

    private ReadOnlySpan<byte> Name()
    {
        var start = _pos + 1;
        for (var at = start; at < _data.Length; at++)
        {
            var c = _data[at];
            if (c == (byte)'"') { _pos = at + 1; return _data[start..at]; }
            if (c == (byte)'\\' || c >= 0x80) return Encoding.UTF8.GetBytes(ReadStringSlowly());
            if (c < 0x20) break;
        }
        Malformed();
        return default;
    }

    /// <summary>The path of the member being read as strict decoding says it: <c>spec.containers[0].image</c>.</summary>
    private readonly string TrailPath() => JsonTrail.StrictPath(_data, _trail.AsSpan(1, _depth));

    /// <summary>The value next is of another kind than the member's type.</summary>
    [DoesNotReturn]
    private readonly void Mismatch() => throw Explain(null);

    /// <summary>The number next is none that the member's type can hold.</summary>
    [DoesNotReturn]
    private readonly void BadNumber(int start, int end) => throw Explain(Encoding.UTF8.GetString(_data[start..end]));

    // Go reads the whole text before it assigns a thing, so a syntax error further on is told first.
    private readonly ModelFormatException Explain(string? number)
    {
        if (JsonSyntax.FindError(_data) is { } syntax) return new(syntax);
        return new(GoErrors.TypeMismatch(_root, _data, _trail.AsSpan(1, _depth), _data[_pos], number));
    }

    [DoesNotReturn]
    private readonly void Malformed() => throw new ModelFormatException(JsonSyntax.FindError(_data) ?? "unexpected end of JSON input");

    /// <summary>A value of the right kind that its own reader refuses.</summary>
    [DoesNotReturn]
    public readonly void Refuse(string message) => throw new ModelFormatException(JsonSyntax.FindError(_data) ?? message);
}
