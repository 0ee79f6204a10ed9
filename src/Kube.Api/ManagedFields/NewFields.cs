using System.Buffers;
using System.Text.Json;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>FieldsV1 of what the creator of an object comes to own, in one pass over its JSON: creates are most of what a cluster writes, and a tree, three sets and
/// their differences cost more than everything else about one.</summary>
/// <remarks>It knows the plain cases, the same that <see cref="FieldComparer"/> finds. What is not plain (a list item without its key or with another one's, a
/// place without a schema, a text with escapes) it leaves to that one by giving up. Its arrays are of its thread.</remarks>
internal sealed partial class NewFields
{
    private const int MostKept = 4096;
    private const int MaxDepth = 1024;

    [ThreadStatic]
    private static NewFields? s_kept;

    private readonly List<Key> _keys = [];
    private readonly List<Node> _open = [];
    private readonly List<Node> _closed = [];
    private readonly ArrayBufferWriter<byte> _output = new(1024);
    private bool _gaveUp;

    /// <param name="json">The object as the codec writes it, without managed fields.</param>
    /// <param name="empty">A new, empty object of the kind, as the codec writes it: what it has is not the creator's.</param>
    /// <param name="schema">The kind's type.</param>
    /// <param name="reset">What the address throws away.</param>
    /// <returns>The text; empty when there is nothing to own; null when the slow way must be taken.</returns>
    public static byte[]? Of(ReadOnlySpan<byte> json, TreeObject empty, TypeSchema schema, FieldFilter? reset)
    {
        if (reset is { Excluded: null }) return null;
        var fields = s_kept ?? new();
        s_kept = null;
        var text = fields.Run(json, empty, schema, reset?.Excluded);
        fields._keys.Clear();
        fields._open.Clear();
        fields._closed.Clear();
        // One giant object must not keep its arrays alive on every thread.
        if (fields._closed.Capacity <= MostKept) s_kept = fields;
        return text;
    }

    private byte[]? Run(ReadOnlySpan<byte> json, TreeObject empty, TypeSchema schema, FieldSet? excluded)
    {
        _gaveUp = false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
        reader.Read();
        var root = Members(ref reader, json, empty, schema, new(excluded, ManagedFieldsUpdater.Stripped));
        if (_gaveUp) return null;
        if (root.Count == 0) return [];
        _output.ResetWrittenCount();
        Write(_output, json, root, includeSelf: false);
        return _output.WrittenSpan.ToArray();
    }

    /// <summary>The members of the object at the reader, which ends on its closing brace.</summary>
    private Range Members(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TreeObject? before, TypeSchema type, Masks masks)
    {
        var mark = _open.Count;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!IsPlain(reader)) _gaveUp = true;
            var start = (int)reader.TokenStartIndex + 1;
            var name = json.Slice(start, reader.ValueSpan.Length);
            var field = type.Kind == SchemaKind.Object ? type.FindField(name) : null;
            if ((field?.Type ?? type.Element) is not { } member)
            {
                _gaveUp = true;
                return default;
            }

            reader.Read();
            var (excluded, stripped) = masks.Below(name);
            if (excluded is { Member: true })
            {
                // What is thrown away is looked at all the same, and what cannot be compared there spoils the whole.
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !IsEmpty(reader)) _gaveUp = true;
                reader.Skip();
                continue;
            }

            var found = Value(ref reader, json, before?[name], member, field?.MapTopology ?? member.MapTopology, new(excluded?.Children, stripped?.Children));
            if (_gaveUp) return default;
            var owns = found.Self && stripped is not { Member: true };
            if (owns || found.Below.Count > 0) _open.Add(new Node(NodeKind.Field, start, name.Length, owns, found.Below));
        }

        return Close(mark, json);
    }

    /// <summary>The value at the reader, which ends on its last token.</summary>
    /// <returns>Whether the place itself is new, and what is new below it.</returns>
    private (bool Self, Range Below) Value(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TreeNode? before, TypeSchema type, MapTopology topology, Masks masks)
    {
        switch (type.Kind)
        {
            case SchemaKind.Object or SchemaKind.Map when topology == MapTopology.Granular && reader.TokenType == JsonTokenType.StartObject:
                var map = before as TreeObject;
                var isEmpty = IsEmpty(reader);
                var members = Members(ref reader, json, map, type, masks);
                return (isEmpty && map is not { Count: > 0 } ? before is not TreeObject : before is null, members);
            case SchemaKind.List when type.ListTopology != ListTopology.Atomic && reader.TokenType == JsonTokenType.StartArray:
                // What is there before a create is empty, or nothing.
                if (before is TreeArray { Count: > 0 }) break;
                if (IsEmpty(reader)) return (before is not TreeArray, Skip(ref reader));
                return (before is null, Items(ref reader, json, type));
            case SchemaKind.Any when type.Traits.PreservesUnknownFields:
                break;
            default:
                return (IsNew(ref reader, json, before), default);
        }

        _gaveUp = true;
        return default;
    }

    private static Range Skip(ref Utf8JsonReader reader)
    {
        reader.Skip();
        return default;
    }

    private static bool IsEmpty(Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;

    /// <summary>Something that is owned whole.</summary>
    private static bool IsNew(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, TreeNode? before)
    {
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        if (before is null) return true;
        var text = json[start..(int)reader.BytesConsumed];
        if (before.ToUtf8Memory().Span.SequenceEqual(text)) return false;
        // Two that differ as texts may yet be equal when there is much to them.
        return before is not (TreeObject { Count: > 0 } or TreeArray { Count: > 0 } or TreeNumber) || !TreeNode.DeepEquals(before, TreeNode.Parse(text.ToArray()));
    }

    private Range Close(int mark, ReadOnlySpan<byte> json)
    {
        var count = _open.Count - mark;
        if (count == 0) return default;
        var span = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_open)[mark..];
        // Few, and often nearly in order: by insertion.
        for (var i = 1; i < span.Length; i++)
        {
            var node = span[i];
            var j = i;
            for (; j > 0 && Order(span[j - 1], node, json) is var order and >= 0; j--)
            {
                if (order == 0) _gaveUp = true;
                span[j] = span[j - 1];
            }

            span[j] = node;
        }

        var range = new Range(_closed.Count, count);
        _closed.AddRange(span);
        _open.RemoveRange(mark, count);
        return range;
    }

    private static void WriteName(IBufferWriter<byte> output, ReadOnlySpan<byte> opening, ReadOnlySpan<byte> name)
    {
        var span = output.GetSpan(opening.Length + name.Length + 1);
        opening.CopyTo(span);
        name.CopyTo(span[opening.Length..]);
        span[opening.Length + name.Length] = (byte)'"';
        output.Advance(opening.Length + name.Length + 1);
    }

    private void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> json, Range range, bool includeSelf)
    {
        output.Write("{"u8);
        if (includeSelf) output.Write("\".\":{}"u8);
        for (var i = 0; i < range.Count; i++)
        {
            if (i > 0 || includeSelf) output.Write(","u8);
            var node = _closed[range.Start + i];
            switch (node.Kind)
            {
                case NodeKind.Field:
                    WriteName(output, "\"f:"u8, json.Slice(node.Start, node.Length));
                    break;
                case NodeKind.Value:
                    output.Write("\"v:\\\""u8);
                    output.Write(json.Slice(node.Start, node.Length));
                    output.Write("\\\"\""u8);
                    break;
                default:
                    WriteKey(output, json, node);
                    break;
            }

            output.Write(":"u8);
            if (node.Below.Count == 0) output.Write("{}"u8);
            else Write(output, json, node.Below, node.Member);
        }

        output.Write("}"u8);
    }

    private enum NodeKind : byte
    {
        Field,
        Key,
        Value,
    }

    /// <summary>What lies below a node: a stretch of those that are done.</summary>
    private readonly record struct Range(int Start, int Count);

    /// <summary>A path element: a name or value is a stretch of the JSON, a key a stretch of keys.</summary>
    private readonly record struct Node(NodeKind Kind, int Start, int Length, bool Member, Range Below);

    /// <summary>One key of a list item: a stretch of the JSON, the quotes of a text left out; without length the schema's default.</summary>
    private readonly record struct Key(FieldSchema Field, int Start, int Length, bool IsText);

    /// <summary>The sets of what is left out, as far as they reach here.</summary>
    private readonly record struct Masks(FieldSet? Excluded, FieldSet? Stripped)
    {
        public (FieldEntry? Excluded, FieldEntry? Stripped) Below(ReadOnlySpan<byte> name) => (Find(Excluded, name), Find(Stripped, name));

        private static FieldEntry? Find(FieldSet? set, ReadOnlySpan<byte> name)
        {
            if (set is null) return null;
            foreach (ref readonly var entry in set.Entries)
                if (entry.Element.Kind == PathElementKind.Field && entry.Element.Name.SequenceEqual(name)) return entry;
            return null;
        }
    }
}
