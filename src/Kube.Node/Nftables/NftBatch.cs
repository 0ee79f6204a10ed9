using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Kube.Node.Netlink;

namespace Kube.Node.Nftables;

/// <summary>Changes of one table that are made together or not at all. Numbers in attributes are in network order. Not safe for concurrent use.</summary>
/// <param name="family">The family of the table.</param>
/// <param name="table">The table's name.</param>
internal sealed class NftBatch(byte family, string table)
{
    private const int BatchBegin = 0x10, BatchEnd = 0x11;
    private const ushort Nested = 0x8000;
    private const ushort Create = NetlinkMessage.Create;

    // Attributes say their length in sixteen bits: a list of elements is cut before that.
    private const int LongestList = 60_000;

    private readonly List<(int Position, string What)> _messages = [];
    private byte[] _bytes = new byte[4096];
    private int _length;
    private int _message;
    private ElementList? _open;

    public bool IsEmpty => _messages.Count == 0;

    /// <summary>How many bytes it has so far.</summary>
    public int Length => _length;

    public void AddTable() => Simple(NftNumbers.NewTable, Create, "add table", () => Text(1, table));

    public void DeleteTable() => Simple(NftNumbers.DeleteTable, 0, "delete table", () => Text(1, table));

    /// <summary>Makes a chain that others lead to.</summary>
    public void AddChain(string name) => Simple(NftNumbers.NewChain, Create, name, () =>
    {
        Text(1, table);
        Text(3, name);
    });

    /// <summary>Makes a chain that packets come to by themselves.</summary>
    public void AddBaseChain(string name, string type, int hook, int priority) => Simple(NftNumbers.NewChain, Create, name, () =>
    {
        Text(1, table);
        Text(3, name);
        Nest(4, () =>
        {
            Number(1, (uint)hook);
            Number(2, (uint)priority);
        });
        Number(5, NftNumbers.Accept);
        Text(7, type);
    });

    /// <summary>Removes a chain and its rules.</summary>
    public void DeleteChain(string name) => Simple(NftNumbers.DeleteChain, 0, name, () =>
    {
        Text(1, table);
        Text(3, name);
    });

    /// <summary>Removes a chain's rules.</summary>
    public void FlushChain(string name) => Simple(NftNumbers.DeleteRule, 0, name, () =>
    {
        Text(1, table);
        Text(2, name);
    });

    /// <summary>Appends a rule to a chain.</summary>
    public void AddRule(string chain, Action<NftRule> expressions) => Simple(NftNumbers.NewRule, Create | 0x800, chain, () =>
    {
        Text(1, table);
        Text(2, chain);
        Nest(4, () => expressions(new NftRule(this)));
    });

    public void AddSet(NftSet set) => Simple(NftNumbers.NewSet, Create, set.Name, () =>
    {
        Text(1, table);
        Text(2, set.Name);
        Number(3, Flags(set));
        Number(4, NftField.TypeOf(set.Fields));
        Number(5, (uint)NftField.SizeOf(set.Fields));
        if (set.HasVerdicts)
        {
            Number(6, NftNumbers.VerdictData);
            Number(7, 0);
        }
        else if (set.Data.Count > 0)
        {
            Number(6, NftField.TypeOf(set.Data));
            Number(7, (uint)NftField.SizeOf(set.Data));
        }

        if (set.Size > 0 || set.Fields.Length > 1)
            Nest(9, () =>
            {
                if (set.Size > 0) Number(1, set.Size);
                if (set.Fields.Length > 1 && set.IsInterval)
                    Nest(2, () =>
                    {
                        foreach (var field in set.Fields) Nest(1, () => Number(1, (uint)field.Size));
                    });
            });
        Number(10, (uint)_messages.Count);
    });

    public void DeleteSet(string name) => Simple(NftNumbers.DeleteSet, 0, name, () =>
    {
        Text(1, table);
        Text(2, name);
    });

    /// <summary>Adds a key to a set.</summary>
    public void AddElement(string set, NftElement element) => Element(NftNumbers.NewElement, set, element);

    /// <summary>Removes a key from a set.</summary>
    public void DeleteElement(string set, NftElement element) => Element(NftNumbers.DeleteElement, set, element with { Chain = null, Verdict = null, Data = default });

    /// <summary>The whole batch, ready to send.</summary>
    public ReadOnlySpan<byte> Finish()
    {
        CloseElements();
        // One acknowledgement for all: that of the last change.
        var last = _bytes.AsSpan(_messages[^1].Position + 6);
        MemoryMarshal.Write(last, (ushort)(MemoryMarshal.Read<ushort>(last) | NetlinkMessage.Acknowledge));
        Marker(BatchEnd);
        return _bytes.AsSpan(0, _length);
    }

    /// <summary>What a message of the batch was about.</summary>
    public string Describe(uint sequence) => sequence > 0 && sequence <= _messages.Count ? _messages[(int)sequence - 1].What : "commit";

    internal void Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        var size = NetlinkMessage.Align(value.Length + 4);
        Reserve(size);
        MemoryMarshal.Write(_bytes.AsSpan(_length), (ushort)(value.Length + 4));
        MemoryMarshal.Write(_bytes.AsSpan(_length + 2), type);
        value.CopyTo(_bytes.AsSpan(_length + 4));
        _bytes.AsSpan(_length + 4 + value.Length, size - 4 - value.Length).Clear();
        _length += size;
    }

    internal void Text(ushort type, string text)
    {
        Span<byte> bytes = stackalloc byte[Encoding.UTF8.GetMaxByteCount(text.Length) + 1];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        bytes[length] = 0;
        Attribute(type, bytes[..(length + 1)]);
    }

    internal void Number(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Attribute(type, bytes);
    }

    internal void Long(ushort type, ulong value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        Attribute(type, bytes);
    }

    internal void Nest(ushort type, Action inner)
    {
        var start = Open(type);
        inner();
        CloseNest(start);
    }

    private int Open(ushort type)
    {
        Reserve(4);
        var start = _length;
        MemoryMarshal.Write(_bytes.AsSpan(start + 2), (ushort)(type | Nested));
        _length += 4;
        return start;
    }

    private void CloseNest(int start) => MemoryMarshal.Write(_bytes.AsSpan(start), (ushort)(_length - start));

    private void Element(byte message, string set, NftElement element)
    {
        if (_open is null || _open.Message != message || _open.Set != set || _length - _open.List > LongestList)
        {
            Begin(message, message == NftNumbers.NewElement ? Create : (ushort)0, set);
            Text(1, table);
            Text(2, set);
            _open = new(message, set, Open(3));
        }

        var start = Open(1);
        Value(1, element.Key.Span);
        if (element.KeyEnd.Length > 0) Value(10, element.KeyEnd.Span);
        if (element.Chain is { } chain) Verdict(NftNumbers.Goto, chain);
        else if (element.Verdict is { } verdict) Verdict(verdict, null);
        else if (element.Data.Length > 0) Value(2, element.Data.Span);
        if (element.IsIntervalEnd) Number(3, NftNumbers.ElementIntervalEnd);
        CloseNest(start);
    }

    private void Value(ushort type, ReadOnlySpan<byte> value)
    {
        var start = Open(type);
        Attribute(1, value);
        CloseNest(start);
    }

    private void Verdict(uint code, string? chain)
    {
        var data = Open(2);
        var verdict = Open(2);
        Number(1, code);
        if (chain is not null) Text(2, chain);
        CloseNest(verdict);
        CloseNest(data);
    }

    private void CloseElements()
    {
        if (_open is null) return;
        CloseNest(_open.List);
        _open = null;
        End();
    }

    private void Simple(byte message, ushort flags, string what, Action body)
    {
        Begin(message, flags, what);
        body();
        End();
    }

    private void Begin(byte message, ushort flags, string what)
    {
        CloseElements();
        if (_messages.Count == 0) Marker(BatchBegin);
        _message = _length;
        _messages.Add((_length, what));
        Header((ushort)((NftNumbers.Subsystem << 8) | message), flags, family, 0, (uint)_messages.Count);
    }

    private void End() => MemoryMarshal.Write(_bytes.AsSpan(_message), (uint)(_length - _message));

    private void Marker(int type)
    {
        var start = _length;
        Header((ushort)type, 0, 0, NftNumbers.Subsystem, 0);
        MemoryMarshal.Write(_bytes.AsSpan(start), (uint)(_length - start));
    }

    private void Header(ushort type, ushort flags, byte family, ushort resource, uint sequence)
    {
        Reserve(20);
        var header = _bytes.AsSpan(_length, 20);
        header.Clear();
        MemoryMarshal.Write(header[4..], type);
        MemoryMarshal.Write(header[6..], (ushort)(flags | NetlinkMessage.Request));
        MemoryMarshal.Write(header[8..], sequence);
        header[16] = family;
        BinaryPrimitives.WriteUInt16BigEndian(header[18..], resource);
        _length += 20;
    }

    private void Reserve(int more)
    {
        if (_length + more > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }

    private static uint Flags(NftSet set) =>
        (set.IsMap ? NftNumbers.SetMap : 0)
        | (set.IsInterval ? NftNumbers.SetInterval : 0)
        | (set.IsInterval && set.Fields.Length > 1 ? NftNumbers.SetConcatenated : 0)
        | (set.IsDynamic ? NftNumbers.SetTimeout | NftNumbers.SetEvaluated : 0);

    private sealed record ElementList(byte Message, string Set, int List);
}
