using System.Buffers.Binary;
using System.Text;
using Kube.Node.Dns;
using Kube.Testing.Store;

namespace Kube.Node.Tests.Dns;

/// <summary>Answers of other resolvers, kept for a while.</summary>
public sealed class ForwardedAnswersTests
{
    private readonly ManualTime _time = new();
    private readonly ForwardedAnswers _answers;

    public ForwardedAnswersTests() => _answers = new(_time);

    [Fact]
    public void Find_WhileItHolds_IsTheClientsOwnWithTheTimeThatIsLeft()
    {
        _answers.Keep(Query(1, "example.org"), overTcp: false, Answer("example.org", code: 0, lifetime: 20));
        _time.Advance(TimeSpan.FromSeconds(5));

        var found = _answers.Find(Query(7, "EXAMPLE.org"), overTcp: false)!;

        Assert.Equal((7, "EXAMPLE"), (BinaryPrimitives.ReadUInt16BigEndian(found), Encoding.ASCII.GetString(found, 13, 7)));
        Assert.Equal(15u, BinaryPrimitives.ReadUInt32BigEndian(found.AsSpan(^10)));
        Assert.Null(_answers.Find(Query(1, "example.org"), overTcp: true));
        Assert.Null(_answers.Find(Query(1, "other.org"), overTcp: false));
        _time.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(_answers.Find(Query(1, "example.org"), overTcp: false));
    }

    [Fact]
    public void Find_OfALongLife_IsAskedForAgainAfterHalfAMinute()
    {
        _answers.Keep(Query(1, "example.org"), overTcp: false, Answer("example.org", code: 0, lifetime: 3600));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.NotNull(_answers.Find(Query(1, "example.org"), overTcp: false));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_answers.Find(Query(1, "example.org"), overTcp: false));
    }

    /// <summary>A denial without the zone's start, a failure, part of an answer, and noise.</summary>
    [Theory]
    [InlineData(3, 0)]
    [InlineData(2, 20)]
    [InlineData(0x200, 20)]
    [InlineData(-1, 20)]
    public void Keep_WhatMayNotBeKept_IsNot(int code, int lifetime)
    {
        var answer = code < 0 ? Answer("example.org", 0, (uint)lifetime)[..^6] : Answer("example.org", (ushort)code, (uint)lifetime);
        if (lifetime == 0) answer = [.. answer.AsSpan(0, answer.Length - 16)];
        if (lifetime == 0) answer[7] = 0;
        _answers.Keep(Query(1, "example.org"), overTcp: false, answer);
        Assert.Null(_answers.Find(Query(1, "example.org"), overTcp: false));
    }

    /// <summary>As long as the right one, and about something else.</summary>
    [Theory]
    [InlineData("example.com", 1)]
    [InlineData("example.org", 28)]
    public void Keep_AnswerToAnotherQuestion_IsNot(string name, byte type)
    {
        var answer = Answer(name, code: 0, lifetime: 20);
        answer[12 + name.Length + 3] = type;
        _answers.Keep(Query(1, "example.org"), overTcp: false, answer);
        Assert.Null(_answers.Find(Query(1, "example.org"), overTcp: false));
    }

    [Fact]
    public void Keep_DenialOfItsZone_HoldsAsLongAsTheZoneSays()
    {
        byte[] start = [0xc0, 12, 0, 6, 0, 1, .. Number(60), 0, 22, 0, 0, .. Number(1), .. Number(2), .. Number(3), .. Number(4), .. Number(10)];
        var denial = Answer("none.org", code: 3, lifetime: 0)[..^16];
        denial[7] = 0;
        denial[9] = 1;
        _answers.Keep(Query(1, "none.org"), overTcp: false, [.. denial, .. start]);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.NotNull(_answers.Find(Query(1, "none.org"), overTcp: false));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_answers.Find(Query(1, "none.org"), overTcp: false));
    }

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Question(ushort id, ushort flags, string name, byte answers) =>
        [(byte)(id >> 8), (byte)id, (byte)(flags >> 8), (byte)flags, 0, 1, 0, answers, 0, 0, 0, 0, .. name.Split('.').SelectMany(label => (byte[])[(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]), 0, 0, 1, 0, 1];

    private static DnsQuery Query(ushort id, string name)
    {
        Assert.True(DnsQuery.TryParse(Question(id, 0x0100, name, 0), out var query, out _));
        return query;
    }

    private static byte[] Answer(string name, ushort code, uint lifetime) =>
        [.. Question(1, (ushort)(0x8180 | code), name, 1), 0xc0, 12, 0, 1, 0, 1, .. Number(lifetime), 0, 4, 192, 0, 2, 1];
}
