using System.Buffers;
using System.Text.Json;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

internal sealed partial class NewFields
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("-0123456789"u8);

    /// <summary>The items of the list at the reader, which ends on its closing bracket.</summary>
    private Range Items(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TypeSchema list)
    {
        var mark = _open.Count;
        var type = list.Element!;
        var hasKeys = list.ListTopology == ListTopology.Map && list.ListMapKeys.Count > 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!hasKeys)
            {
                if (reader.TokenType != JsonTokenType.String || !IsPlain(reader)) _gaveUp = true;
                else _open.Add(new Node(NodeKind.Value, (int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, true, default));
            }
            else if (reader.TokenType == JsonTokenType.StartObject)
            {
                var keys = Keys(reader, json, list);
                if (_gaveUp) return default;
                // An item that is owned whole still goes by its key.
                var below = type.MapTopology == MapTopology.Granular ? Members(ref reader, json, null, type, default) : Skip(ref reader);
                _open.Add(new Node(NodeKind.Key, keys, list.ListMapKeys.Count, true, below));
            }
            else
            {
                _gaveUp = true;
            }

            if (_gaveUp) return default;
        }

        return Close(mark, json);
    }

    /// <summary>The keys of the item at the reader, which is a copy and may run ahead. In the order of their names.</summary>
    private int Keys(Utf8JsonReader reader, ReadOnlySpan<byte> json, TypeSchema list)
    {
        var start = _keys.Count;
        foreach (var name in list.ListMapKeys)
        {
            if (list.Element!.FindField(name) is not { } field)
            {
                _gaveUp = true;
                return start;
            }

            var at = _keys.Count;
            while (at > start && _keys[at - 1].Field.Utf8Name.Span.SequenceCompareTo(field.Utf8Name.Span) > 0) at--;
            _keys.Insert(at, new Key(field, 0, 0, false));
        }

        var missing = list.ListMapKeys.Count;
        while (missing > 0 && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = -1;
            for (var i = start; i < _keys.Count; i++)
                if (reader.ValueTextEquals(_keys[i].Field.Utf8Name.Span)) key = i;
            reader.Read();
            if (key < 0)
            {
                reader.Skip();
                continue;
            }

            missing--;
            var isText = reader.TokenType == JsonTokenType.String;
            if (!IsPlain(reader) || !(isText || IsWhole(reader))) _gaveUp = true;
            _keys[key] = new Key(_keys[key].Field, (int)reader.TokenStartIndex + (isText ? 1 : 0), reader.ValueSpan.Length, isText);
            // An empty text is told from a missing one by nothing.
            if (reader.ValueSpan.IsEmpty) _gaveUp = true;
        }

        // A default stands for a key that is not there; the slow way knows it.
        if (missing > 0) _gaveUp = true;
        return start;
    }

    private static bool IsPlain(in Utf8JsonReader reader) =>
        !reader.ValueIsEscaped && reader.ValueSpan.IndexOfAny("<>&"u8) < 0 && !reader.ValueSpan.Contains((byte)0xE2);

    private static bool IsWhole(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length <= 18 && reader.ValueSpan.IndexOfAnyExcept(s_digits) < 0;

    /// <summary>Upstream's order of path elements of one container.</summary>
    private int Order(in Node left, in Node right, ReadOnlySpan<byte> json)
    {
        if (left.Kind != NodeKind.Key) return json.Slice(left.Start, left.Length).SequenceCompareTo(json.Slice(right.Start, right.Length));
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (_keys[left.Start + i], _keys[right.Start + i]);
            var first = json.Slice(a.Start, a.Length);
            var second = json.Slice(b.Start, b.Length);
            if (a.IsText != b.IsText) _gaveUp = true;
            var order = a.IsText ? first.SequenceCompareTo(second) : Whole(first).CompareTo(Whole(second));
            if (order != 0) return order;
        }

        return 0;
    }

    private static long Whole(ReadOnlySpan<byte> digits) =>
        System.Buffers.Text.Utf8Parser.TryParse(digits, out long number, out _) ? number : 0;

    /// <summary>A string that holds JSON: the quotes inside are escaped, and there is nothing else to escape.</summary>
    private void WriteKey(IBufferWriter<byte> output, ReadOnlySpan<byte> json, in Node node)
    {
        output.Write("\"k:{"u8);
        for (var i = 0; i < node.Length; i++)
        {
            var key = _keys[node.Start + i];
            output.Write(i == 0 ? "\\\""u8 : ",\\\""u8);
            output.Write(key.Field.Utf8Name.Span);
            output.Write(key.IsText ? "\\\":\\\""u8 : "\\\":"u8);
            output.Write(json.Slice(key.Start, key.Length));
            if (key.IsText) output.Write("\\\""u8);
        }

        output.Write("}\""u8);
    }
}
