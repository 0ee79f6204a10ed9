using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Kube.Node.Dns;

/// <summary>
/// The zone's answers to the questions that were asked since it last changed, ready to send. Found and copied without allocating; forgotten, all of them, with the next change.
/// Safe for concurrent use.
/// </summary>
internal sealed class DnsAnswerCache
{
    /// <summary>Most answers; past it all are forgotten, so that made-up names cost no memory.</summary>
    private const int Most = 8192;

    /// <summary>How many ways round an answer's addresses are kept.</summary>
    private const int MostTurns = 4;

    private const int LongestKey = 264;
    private const int EdnsSize = 11;

    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], byte[][]> _answers = new(new KeyComparer());
    private readonly Dictionary<byte[], byte[][]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private long _version;

    public DnsAnswerCache() => _lookup = _answers.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Writes the answer to a query, if it is known.</summary>
    /// <param name="query">The message.</param>
    /// <param name="overTcp">How it came.</param>
    /// <param name="version">The zone's version.</param>
    /// <param name="turn">By how much the answers are rotated.</param>
    /// <param name="output">Takes the answer.</param>
    /// <returns>The answer's length; 0 when it is not known.</returns>
    public int Copy(ReadOnlySpan<byte> query, bool overTcp, long version, uint turn, Span<byte> output)
    {
        Span<byte> buffer = stackalloc byte[LongestKey];
        if (!TryMakeKey(query, overTcp, buffer, out var key)) return 0;
        byte[][]? known;
        lock (_gate)
        {
            if (_version != version || !_lookup.TryGetValue(key, out known)) return 0;
        }

        var answer = known[turn % (uint)known.Length];
        if (answer.Length > output.Length) return 0;
        answer.CopyTo(output);
        // Its number, whether recursion was wished for, and the name as it was spelled are the client's own.
        query[..2].CopyTo(output);
        output[2] = (byte)((output[2] & ~1) | (query[2] & 1));
        query.Slice(DnsQuery.HeaderSize, key.Length - 8).CopyTo(output[DnsQuery.HeaderSize..]);
        return answer.Length;
    }

    /// <summary>Keeps the answer to a query.</summary>
    /// <param name="query">The message.</param>
    /// <param name="overTcp">How it came.</param>
    /// <param name="version">The version of the zone that answered.</param>
    /// <param name="turns">In how many ways the answer can be rotated.</param>
    /// <param name="write">Writes it, rotated by so much.</param>
    public void Keep(ReadOnlySpan<byte> query, bool overTcp, long version, int turns, Func<int, ReadOnlyMemory<byte>> write)
    {
        Span<byte> buffer = stackalloc byte[LongestKey];
        if (!TryMakeKey(query, overTcp, buffer, out var key)) return;
        var answers = new byte[Math.Clamp(turns, 1, MostTurns)][];
        for (var turn = 0; turn < answers.Length; turn++) answers[turn] = write(turn).ToArray();
        lock (_gate)
        {
            // Between the question and the answer the zone may have moved on.
            if (version < _version) return;
            if (version > _version || _answers.Count >= Most) _answers.Clear();
            _version = version;
            _answers[key.ToArray()] = answers;
        }
    }

    // What the answer depends on: the question in lower case, and what the client takes. Only of plain queries; the others are read with care elsewhere.
    private static bool TryMakeKey(ReadOnlySpan<byte> query, bool overTcp, Span<byte> buffer, out ReadOnlySpan<byte> key)
    {
        key = default;
        if (query.Length < DnsQuery.HeaderSize + 5 || (query[2] & 0xfe) != 0 || BinaryPrimitives.ReadUInt16BigEndian(query[4..]) != 1) return false;
        if (BinaryPrimitives.ReadUInt32BigEndian(query[6..]) != 0) return false;
        var position = DnsQuery.HeaderSize;
        while (true)
        {
            if (position >= query.Length || position - DnsQuery.HeaderSize > 254) return false;
            var length = query[position];
            if (length > 63 || position + 1 + length > query.Length) return false;
            position += length + 1;
            if (length == 0) break;
        }

        if (position + 4 > query.Length || position + 4 - DnsQuery.HeaderSize + 4 > LongestKey) return false;
        var question = query[DnsQuery.HeaderSize..(position + 4)];
        if (!TryReadLimit(query[(position + 4)..], query[11], overTcp, out var limit)) return false;
        for (var i = 0; i < question.Length; i++) buffer[i] = i < question.Length - 4 && question[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(question[i] | 0x20) : question[i];
        BinaryPrimitives.WriteUInt32BigEndian(buffer[question.Length..], limit);
        key = buffer[..(question.Length + 4)];
        return true;
    }

    private static bool TryReadLimit(ReadOnlySpan<byte> rest, byte additional, bool overTcp, out uint limit)
    {
        limit = overTcp ? 1u << 24 : 0;
        if (additional == 0) return rest.Length == 0;
        if (additional != 1 || rest.Length < EdnsSize || rest[0] != 0 || BinaryPrimitives.ReadUInt16BigEndian(rest[1..]) != DnsTypes.OPT || rest[6] != 0) return false;
        if (rest.Length != EdnsSize + BinaryPrimitives.ReadUInt16BigEndian(rest[9..])) return false;
        limit |= (2u << 24) | ((rest[7] & 0x80u) << 16) | BinaryPrimitives.ReadUInt16BigEndian(rest[3..]);
        return true;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
