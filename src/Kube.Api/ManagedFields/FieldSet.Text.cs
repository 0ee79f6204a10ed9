using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

public sealed partial class FieldSet
{
    // A name without any of these stands in JSON as it is.
    private static readonly SearchValues<byte> s_special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(i => (byte)i), (byte)'"', (byte)'\\', (byte)'<', (byte)'>', (byte)'&', 0xE2]);

    /// <summary>Reads FieldsV1.</summary>
    /// <param name="fields">The value of <c>fieldsV1</c>; path elements of a kind unknown here are dropped, as upstream does.</param>
    /// <exception cref="FormatException">It is not FieldsV1.</exception>
    public static FieldSet Read(TreeNode fields) => Read(fields, out _) ?? Empty;

    /// <summary>Whether FieldsV1 that was never read may have a path in common with a set. False is sure; what cannot be told without reading is a yes.</summary>
    internal static bool MayMeet(TreeNode fields, FieldSet set)
    {
        if (set.IsEmpty) return false;
        if (fields is not TreeObject map) return true;
        foreach (ref readonly var entry in set.Entries)
        {
            if (entry.Element.Kind != PathElementKind.Field)
            {
                if (HasItems(map)) return true;
                continue;
            }

            if (Find(map, entry.Element.Name) is not { } found) continue;
            if (entry.Member && found is not TreeObject { Count: > 0 }) return true;
            if (found is not TreeObject below) continue;
            if (entry.Member && below.IndexOf("."u8) >= 0) return true;
            if (entry.Children is { } children && MayMeet(below, children)) return true;
        }
        return false;
    }

    private static bool HasItems(TreeObject map)
    {
        foreach (ref readonly var member in map.Members)
            if (member.Utf8Name is [not (byte)'f', (byte)':', ..]) return true;
        return false;
    }

    private static TreeNode? Find(TreeObject map, ReadOnlySpan<byte> field)
    {
        foreach (ref readonly var member in map.Members)
            if (member.Utf8Name is [(byte)'f', (byte)':', .. var name] && name.SequenceEqual(field)) return member.Value;
        return null;
    }

    /// <summary>Writes FieldsV1 in canonical order.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArrayBufferWriter<byte>? scratch = null;
        WriteEntries(output, includeSelf: false, ref scratch);
    }

    /// <summary>FieldsV1 in an array of its own.</summary>
    public byte[] ToUtf8()
    {
        var buffer = Scratch.Take();
        WriteTo(buffer);
        return Scratch.Give(buffer);
    }

    /// <summary>Reads FieldsV1 that this library has written: in canonical order, every element of a kind that it knows. Nothing is read before somebody looks at it,
    /// and what nobody has looked at is written as it stands: a change of one label neither reads nor writes anew what is owned of the specification.</summary>
    /// <exception cref="FormatException">It is not FieldsV1; thrown when somebody looks.</exception>
    internal static FieldSet ReadStored(TreeNode fields) => fields is TreeObject { Count: > 0 } map && Text(map) is { Length: > 2 } ? new FieldSet(map) : Read(fields);

    private static FieldEntry[] ReadLevel(TreeObject level)
    {
        var members = level.Members;
        var entries = new FieldEntry[members.Length];
        var count = 0;
        foreach (ref readonly var member in members)
        {
            if (member.Utf8Name.SequenceEqual("."u8) || ReadElement(member.Utf8NameMemory) is not { } element) continue;
            var children = ReadBelow(member.Value, out var isMember);
            // It was not written by this library after all.
            if (count > 0 && PathElement.Compare(entries[count - 1].Element, element) >= 0) return Read(level).Own;
            entries[count++] = new FieldEntry(element, isMember, children);
        }
        return count == entries.Length ? entries : entries[..count];
    }

    private static FieldSet? ReadBelow(TreeNode value, out bool isMember)
    {
        if (value is not TreeObject map || Text(map) is not { Length: > 2 } text) return Read(value, out isMember);
        isMember = text.StartsWith(Self);
        return isMember && text.Length == Self.Length + 1 ? null : new FieldSet(map);
    }

    private static ReadOnlySpan<byte> Self => "{\".\":{}"u8;

    private static ReadOnlySpan<byte> Text(TreeObject map) => map.StandsAs;

    private static FieldSet? Read(TreeNode fields, out bool isMember)
    {
        isMember = false;
        if (fields is TreeNull)
        {
            isMember = true;
            return null;
        }
        if (fields is not TreeObject map) throw new FormatException("fields must be an object");
        var entries = new FieldEntry[map.Count];
        var count = 0;
        var sorted = true;
        foreach (ref readonly var member in map.Members)
        {
            if (member.Utf8Name.SequenceEqual("."u8))
            {
                isMember = true;
                continue;
            }
            if (ReadElement(member.Utf8NameMemory) is not { } element) continue;
            var children = Read(member.Value, out var childIsMember);
            sorted &= count == 0 || PathElement.Compare(entries[count - 1].Element, element) < 0;
            entries[count++] = new FieldEntry(element, childIsMember, children);
        }
        if (count == 0)
        {
            isMember = true;
            return null;
        }
        if (sorted) return new FieldSet(count == entries.Length ? entries : entries[..count]);
        // Only what a client has written itself is out of order, and may even hold one element in two spellings.
        var merged = Empty;
        foreach (ref readonly var entry in entries.AsSpan(0, count)) merged = merged.Union(new FieldSet([entry]));
        return merged;
    }

    private static PathElement? ReadElement(ReadOnlyMemory<byte> name)
    {
        var text = name.Span;
        if (text.Length < 2 || text[1] != ':') throw new FormatException("a path element must have a kind and a colon");
        switch (text[0])
        {
            case (byte)'f':
                return PathElement.Field(name[2..]);
            case (byte)'v':
                return PathElement.OfValue(ReadJson(name[2..]));
            case (byte)'k':
                if (ReadJson(name[2..]) is not TreeObject map) throw new FormatException("a key must be an object");
                var key = new KeyField[map.Count];
                for (var i = 0; i < key.Length; i++) key[i] = new KeyField(map.Members[i].Utf8NameMemory, map.Members[i].Value);
                return PathElement.OfKey(key);
            case (byte)'i':
                if (!Utf8Parser.TryParse(text[2..], out int index, out var consumed) || consumed != text.Length - 2)
                    throw new FormatException("an index must be a whole number");
                return PathElement.OfIndex(index);
            default:
                return null;
        }
    }

    private static TreeNode ReadJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            return TreeNode.Parse(json);
        }
        catch (TreeFormatException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    private void WriteEntries(IBufferWriter<byte> output, bool includeSelf, ref ArrayBufferWriter<byte>? scratch)
    {
        if (_entries is null)
        {
            // Its own text, but for whether it is in the set itself: a parent may have found out otherwise.
            var text = Text(_stored!);
            text = text.StartsWith(Self) ? text[(Self.Length + 1)..] : text[1..];
            output.Write(includeSelf ? "{\".\":{},"u8 : "{"u8);
            output.Write(text);
            return;
        }

        output.Write("{"u8);
        if (includeSelf) output.Write("\".\":{}"u8);
        var first = !includeSelf;
        foreach (ref readonly var entry in _entries.AsSpan())
        {
            if (!first) output.Write(","u8);
            first = false;
            WriteElement(output, entry.Element, ref scratch);
            output.Write(":"u8);
            if (entry.Children is null) output.Write("{}"u8);
            else entry.Children.WriteEntries(output, entry.Member, ref scratch);
        }
        output.Write("}"u8);
    }

    private static void WriteElement(IBufferWriter<byte> output, PathElement element, ref ArrayBufferWriter<byte>? scratch)
    {
        if (element.Kind == PathElementKind.Field && element.Name.IndexOfAny(s_special) < 0)
        {
            var length = element.Name.Length + 4;
            var span = output.GetSpan(length);
            "\"f:"u8.CopyTo(span);
            element.Name.CopyTo(span[3..]);
            span[length - 1] = (byte)'"';
            output.Advance(length);
            return;
        }
        // A string that holds JSON: written aside, then escaped as a whole.
        scratch ??= new ArrayBufferWriter<byte>(128);
        scratch.ResetWrittenCount();
        switch (element.Kind)
        {
            case PathElementKind.Field:
                scratch.Write("f:"u8);
                scratch.Write(element.Name);
                break;
            case PathElementKind.Key:
                scratch.Write("k:{"u8);
                for (var i = 0; i < element.Key!.Length; i++)
                {
                    if (i > 0) scratch.Write(","u8);
                    TreeString.Of(element.Key[i].Name.Span).WriteTo(scratch);
                    scratch.Write(":"u8);
                    element.Key[i].Value.WriteTo(scratch);
                }
                scratch.Write("}"u8);
                break;
            case PathElementKind.Value:
                scratch.Write("v:"u8);
                element.Value!.WriteTo(scratch);
                break;
            default:
                scratch.Write("i:"u8);
                scratch.Write(System.Text.Encoding.ASCII.GetBytes(element.Index.ToString(CultureInfo.InvariantCulture)));
                break;
        }
        TreeString.Of(scratch.WrittenSpan).WriteTo(output);
    }
}
