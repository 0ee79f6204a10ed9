namespace Kube.Api.Schema;

/// <summary>The fields of one object type with a way to find one by its UTF-8 name without decoding it: an open-addressing table
/// over a hash of length and a few bytes, verified by comparison.</summary>
internal sealed class FieldTable
{
    private readonly FieldSchema[] _fields;
    private readonly short[] _slots;

    public FieldTable(FieldSchema[] fields)
    {
        _fields = fields;
        var size = 4;
        while (size < fields.Length * 2) size *= 2;
        _slots = new short[size];
        for (var i = 0; i < fields.Length; i++)
        {
            var slot = Hash(fields[i].Utf8Name.Span) & (size - 1);
            while (_slots[slot] != 0) slot = (slot + 1) & (size - 1);
            _slots[slot] = (short)(i + 1);
        }
    }

    public ReadOnlySpan<FieldSchema> Fields => _fields;

    public FieldSchema? Find(ReadOnlySpan<byte> name)
    {
        var mask = _slots.Length - 1;
        for (var slot = Hash(name) & mask; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            var field = _fields[_slots[slot] - 1];
            if (field.Utf8Name.Span.SequenceEqual(name)) return field;
        }
        return null;
    }

    private static int Hash(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty) return 0;
        var hash = (uint)name.Length * 31 + name[0];
        hash = hash * 31 + name[name.Length / 2];
        hash = hash * 31 + name[^1];
        return (int)(hash ^ (hash >> 7));
    }
}
