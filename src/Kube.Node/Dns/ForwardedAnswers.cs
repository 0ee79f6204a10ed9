using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Text;

namespace Kube.Node.Dns;

/// <summary>What other resolvers answered, for as long as they say it holds and half a minute at most, as the cluster DNS of most installers keeps it. Safe for concurrent use.</summary>
internal sealed class ForwardedAnswers(TimeProvider time)
{
    /// <summary>Most answers; past it all are forgotten, so that made-up names cost no memory.</summary>
    private const int Most = 9984;

    private const int LongestSeconds = 30;
    private const ushort ClientFlags = DnsQuery.RecursionDesired | 0x0010;

    private readonly ConcurrentDictionary<Key, Kept> _kept = new();

    /// <summary>How many answers are kept, and how many denials.</summary>
    public (int Answers, int Denials) Count()
    {
        var denials = _kept.Count(static pair => DnsMetrics.IsDenial(pair.Value.Answer));
        return (_kept.Count - denials, denials);
    }

    /// <summary>The answer to a query, if it is known and still holds; its records hold for what is left of their time.</summary>
    public byte[]? Find(DnsQuery query, bool overTcp)
    {
        var key = KeyOf(query, overTcp);
        if (!_kept.TryGetValue(key, out var kept)) return null;
        var seconds = (long)time.GetElapsedTime(kept.Since).TotalSeconds;
        if (seconds >= kept.Seconds)
        {
            _kept.TryRemove(new(key, kept));
            return null;
        }

        var answer = kept.Answer.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(answer, query.Id);
        query.WireName.Span.CopyTo(answer.AsSpan(DnsQuery.HeaderSize));
        foreach (var place in kept.Lifetimes)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(answer.AsSpan(place)) - seconds;
            BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(place), (uint)Math.Max(0, left));
        }

        return answer;
    }

    /// <summary>Keeps an answer that may be kept: whole, and either records or a denial with the zone's own word on how long it holds.</summary>
    public void Keep(DnsQuery query, bool overTcp, byte[] answer)
    {
        if (query.Name.Contains('\ufffd', StringComparison.Ordinal) || !TryRead(query, answer, out var lifetimes, out var seconds) || seconds == 0) return;
        if (_kept.Count >= Most) _kept.Clear();
        _kept[KeyOf(query, overTcp)] = new(answer, lifetimes, Math.Min(seconds, LongestSeconds), time.GetTimestamp());
    }

    private static Key KeyOf(DnsQuery query, bool overTcp) => new(query.Name, query.Type, query.Class, (ushort)(query.Flags & ClientFlags), query.Edns, overTcp);

    private static bool TryRead(DnsQuery query, ReadOnlySpan<byte> answer, out List<int> lifetimes, out uint seconds)
    {
        lifetimes = [];
        seconds = uint.MaxValue;
        var code = answer[3] & 0xf;
        var answers = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
        var authorities = BinaryPrimitives.ReadUInt16BigEndian(answer[8..]);
        // Cut short, a failure, or the answer to another question.
        if ((answer[2] & 0x02) != 0 || code is not (0 or 3) || BinaryPrimitives.ReadUInt16BigEndian(answer[4..]) != 1) return false;
        var position = DnsQuery.HeaderSize + query.WireName.Length + 4;
        if (answer.Length < position || !IsQuestion(query, answer[DnsQuery.HeaderSize..position])) return false;
        var isDenial = answers == 0 || code == 3;
        var isKnown = !isDenial;
        var all = answers + authorities + BinaryPrimitives.ReadUInt16BigEndian(answer[10..]);
        for (var i = 0; i < all; i++)
        {
            if (!TrySkipName(answer, ref position) || answer.Length - position < 10) return false;
            var type = BinaryPrimitives.ReadUInt16BigEndian(answer[position..]);
            var lifetime = BinaryPrimitives.ReadUInt32BigEndian(answer[(position + 4)..]);
            var place = position + 4;
            position += 10 + BinaryPrimitives.ReadUInt16BigEndian(answer[(position + 8)..]);
            if (position > answer.Length) return false;
            // The extensions' record has flags there.
            if (type == DnsTypes.OPT) continue;
            lifetimes.Add(place);
            if (i < answers) seconds = Math.Min(seconds, lifetime);
            if (!isDenial || type != DnsTypes.SOA || i < answers || i >= answers + authorities) continue;
            isKnown = true;
            seconds = Math.Min(seconds, Math.Min(lifetime, BinaryPrimitives.ReadUInt32BigEndian(answer[(position - 4)..])));
        }

        return isKnown;
    }

    // Asked for anew each time, what somebody else made up would do harm once; kept, for half a minute.
    private static bool IsQuestion(DnsQuery query, ReadOnlySpan<byte> question) =>
        Ascii.EqualsIgnoreCase(question[..^4], query.WireName.Span)
        && BinaryPrimitives.ReadUInt16BigEndian(question[^4..]) == query.Type && BinaryPrimitives.ReadUInt16BigEndian(question[^2..]) == query.Class;

    private static bool TrySkipName(ReadOnlySpan<byte> bytes, ref int position)
    {
        while (position < bytes.Length)
        {
            var length = bytes[position++];
            if (length == 0) return true;
            if (length >= 0xc0)
            {
                position++;
                return true;
            }

            position += length;
        }

        return false;
    }

    private readonly record struct Key(string Name, ushort Type, ushort Class, ushort Flags, DnsEdns? Edns, bool OverTcp);

    private sealed record Kept(byte[] Answer, List<int> Lifetimes, uint Seconds, long Since);
}
