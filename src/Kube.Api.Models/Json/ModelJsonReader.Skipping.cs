using System.Buffers;
using Kube.Api.Models;

namespace Kube.Api.Json;

/// <summary>Values that are passed over: checked against the grammar, no stack used, however deep.</summary>
internal ref partial struct ModelJsonReader
{
    private static readonly SearchValues<byte> s_stringEnds = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    /// <summary>Passes over one value of any kind.</summary>
    public void Skip()
    {
        var open = 0;
        var objects = 0UL;                                   // the kinds of the innermost 64 open levels, a one for an object
        Stack<ulong>? outer = null;                          // those of the levels around, 64 at a time
        while (true)
        {
            switch (Token())
            {
                case (byte)'{' or (byte)'[':
                    var isObject = _data[_pos++] == (byte)'{';
                    if (++open + _depth > MaxDepth) throw new ModelFormatException("json: exceeded max depth");
                    if (open > 64 && open % 64 == 1) (outer ??= new()).Push(objects);
                    objects = (objects << 1) | (isObject ? 1UL : 0UL);
                    if (Token() == (isObject ? (byte)'}' : (byte)']')) break;
                    if (isObject) SkipName();
                    continue;
                default:
                    SkipScalar();
                    if (open == 0) return;
                    break;
            }
            if (!SkipEnds(ref open, ref objects, outer)) return;
        }
    }

    // Behind a value: closes what ends here and moves to the next value. False when the outermost value ended.
    private bool SkipEnds(ref int open, ref ulong objects, Stack<ulong>? outer)
    {
        while (open > 0)
        {
            var inObject = (objects & 1) != 0;
            var c = Token();
            if (c == (byte)',')
            {
                _pos++;
                if (inObject) SkipName();
                return true;
            }
            if (c != (inObject ? (byte)'}' : (byte)']')) Malformed();
            _pos++;
            if (open > 64 && open % 64 == 1) objects = outer!.Pop();
            else objects >>= 1;
            open--;
        }
        return false;
    }

    private void SkipName()
    {
        if (Token() != (byte)'"') Malformed();
        SkipString();
        if (Token() != (byte)':') Malformed();
        _pos++;
    }

    private void SkipScalar()
    {
        switch (_data[_pos])
        {
            case (byte)'"': SkipString(); break;
            case (byte)'t': Literal("true"u8); break;
            case (byte)'f': Literal("false"u8); break;
            case (byte)'n': Literal("null"u8); break;
            default: SkipNumber(); break;
        }
    }

    private void SkipString()
    {
        var at = _pos + 1;
        while (true)
        {
            var next = _data[at..].IndexOfAny(s_stringEnds);
            if (next < 0) Malformed();
            at += next;
            var c = _data[at++];
            if (c == (byte)'"') break;
            if (c != (byte)'\\' || at >= _data.Length) Malformed();
            at = SkipEscape(at);
        }
        _pos = at;
    }

    private readonly int SkipEscape(int at)
    {
        if (_data[at] == (byte)'u')
        {
            if (at + 4 >= _data.Length) Malformed();
            for (var i = 1; i <= 4; i++)
                if (!char.IsAsciiHexDigit((char)_data[at + i])) Malformed();
            return at + 5;
        }
        if (!"\"\\/bfnrt"u8.Contains(_data[at])) Malformed();
        return at + 1;
    }

    private void SkipNumber()
    {
        var at = _pos;
        if (_data[at] == (byte)'-') at++;
        if (at >= _data.Length) Malformed();
        if (_data[at] == (byte)'0') at++;
        else at = SkipDigits(at);
        if (at < _data.Length && _data[at] == (byte)'.') at = SkipDigits(at + 1);
        if (at < _data.Length && _data[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < _data.Length && _data[at] is (byte)'+' or (byte)'-') at++;
            at = SkipDigits(at);
        }
        _pos = at;
    }

    private readonly int SkipDigits(int at)
    {
        var start = at;
        while (at < _data.Length && (uint)(_data[at] - '0') <= 9) at++;
        if (at == start) Malformed();
        return at;
    }
}
