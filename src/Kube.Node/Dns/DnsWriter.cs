using System.Buffers.Binary;
using System.Text;

namespace Kube.Node.Dns;

/// <summary>Writes one answer. Names that were written before are pointed to.</summary>
internal sealed class DnsWriter
{
    /// <summary>How long an answer may be remembered, in seconds.</summary>
    public const uint TimeToLive = 5;

    /// <summary>The largest message over TCP, and the size announced to clients over UDP.</summary>
    public const int LargestMessage = 65535;
    public const int AnnouncedSize = 1232;

    private const ushort Authoritative = 0x0400;
    private const ushort Truncated = 0x0200;
    private const ushort RecursionAvailable = 0x0080;
    private const int LongestPointer = 0x3fff;

    private readonly byte[] _buffer = new byte[LargestMessage + 512];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private int _position;

    /// <summary>Writes the answer to a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="reply">What to say.</param>
    /// <param name="limit">The largest message that may be written: what does not fit is left out, and the answer says so.</param>
    /// <param name="turn">By how much the answers are rotated, so that clients that take the first share the load.</param>
    public ReadOnlyMemory<byte> Write(DnsQuery query, DnsReply reply, int limit, int turn)
    {
        _position = DnsQuery.HeaderSize;
        _names.Clear();
        _names[query.Name] = _position;
        query.WireName.Span.CopyTo(_buffer.AsSpan(_position));
        _position += query.WireName.Length;
        Put16(query.Type);
        Put16(query.Class);

        var room = limit - (query.Edns is null ? 0 : 11);
        var answers = PutAll(Rotated(reply.Answers, turn), room, out var complete);
        var authority = complete ? PutAll(reply.Authority, room, out complete) : 0;
        // Additional records are a courtesy: leaving them out makes an answer no less whole.
        var additional = complete ? PutAll(reply.Additional, room, out _) : 0;
        var flags = (ushort)(DnsQuery.ResponseFlag | Authoritative | RecursionAvailable | (query.Flags & DnsQuery.RecursionDesired) | ((int)reply.Code & 0xf));
        if (!complete) flags |= Truncated;
        if (reply.Code is DnsAnswerCode.Refused or DnsAnswerCode.ServerFailure) flags &= unchecked((ushort)~Authoritative);
        if (query.Edns is { } edns) PutEdns(edns, reply.Code);
        PutHeader(query.Id, flags, 1, answers, authority, additional + (query.Edns is null ? 0 : 1));
        return _buffer.AsMemory(0, _position);
    }

    /// <summary>The answer to what could not be read: its header and nothing else.</summary>
    public static byte[] WriteError(ReadOnlySpan<byte> query, DnsAnswerCode code)
    {
        var answer = new byte[DnsQuery.HeaderSize];
        query[..2].CopyTo(answer);
        var opcode = BinaryPrimitives.ReadUInt16BigEndian(query[2..]) & 0x7900;
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(2), (ushort)(DnsQuery.ResponseFlag | opcode | (int)code));
        return answer;
    }

    private static IEnumerable<DnsRecord> Rotated(IReadOnlyList<DnsRecord> records, int turn)
    {
        // An alias stands before what it leads to.
        var aliases = records.TakeWhile(record => record.Type == DnsTypes.CNAME).Count();
        var rest = records.Count - aliases;
        for (var i = 0; i < aliases; i++) yield return records[i];
        for (var i = 0; i < rest; i++) yield return records[aliases + (int)((uint)(i + turn) % (uint)rest)];
    }

    private int PutAll(IEnumerable<DnsRecord> records, int limit, out bool complete)
    {
        var count = 0;
        complete = true;
        foreach (var record in records)
        {
            var before = _position;
            Put(record);
            if (_position <= limit)
            {
                count++;
                continue;
            }

            _position = before;
            foreach (var name in _names.Where(pair => pair.Value >= before).Select(pair => pair.Key).ToList()) _names.Remove(name);
            complete = false;
            break;
        }

        return count;
    }

    private void Put(DnsRecord record)
    {
        PutName(record.Name);
        Put16(record.Type);
        Put16(DnsTypes.Internet);
        Put32(TimeToLive);
        var length = _position;
        _position += 2;
        switch (record)
        {
            case AddressRecord address:
                address.Address.TryWriteBytes(_buffer.AsSpan(_position), out var written);
                _position += written;
                break;
            case NameRecord name:
                PutName(name.Target);
                break;
            case ServiceRecord service:
                Put16(0);
                Put16(service.Weight);
                Put16(service.Port);
                PutName(service.Target);
                break;
            case TextRecord text:
                PutText(text.Text);
                break;
            case StartRecord start:
                PutStart(start);
                break;
        }

        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(length), (ushort)(_position - length - 2));
    }

    private void PutStart(StartRecord start)
    {
        PutName(start.Server);
        PutName(start.Mailbox);
        Put32(start.Serial);
        Put32(7200);
        Put32(1800);
        Put32(86400);
        Put32(TimeToLive);
    }

    private void PutName(string name)
    {
        while (name.Length > 0)
        {
            if (_names.TryGetValue(name, out var known))
            {
                Put16((ushort)(0xc000 | known));
                return;
            }

            if (_position <= LongestPointer) _names[name] = _position;
            var dot = name.IndexOf('.', StringComparison.Ordinal);
            PutText(dot < 0 ? name : name[..dot]);
            name = dot < 0 ? "" : name[(dot + 1)..];
        }

        _buffer[_position++] = 0;
    }

    private void PutText(string text)
    {
        var bytes = Encoding.ASCII.GetBytes(text, _buffer.AsSpan(_position + 1));
        _buffer[_position] = (byte)bytes;
        _position += bytes + 1;
    }

    private void PutEdns(DnsEdns edns, DnsAnswerCode code)
    {
        _buffer[_position++] = 0;
        Put16(DnsTypes.OPT);
        Put16(AnnouncedSize);
        _buffer[_position++] = (byte)((int)code >> 4);
        _buffer[_position++] = 0;
        Put16(edns.WantsSignatures ? (ushort)0x8000 : (ushort)0);
        Put16(0);
    }

    private void PutHeader(ushort id, ushort flags, int questions, int answers, int authority, int additional)
    {
        var end = _position;
        _position = 0;
        Put16(id);
        Put16(flags);
        Put16((ushort)questions);
        Put16((ushort)answers);
        Put16((ushort)authority);
        Put16((ushort)additional);
        _position = end;
    }

    private void Put16(ushort value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(_position), value);
        _position += 2;
    }

    private void Put32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_position), value);
        _position += 4;
    }
}
