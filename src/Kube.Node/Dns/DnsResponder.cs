using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

/// <summary>Makes an answer of a message, whatever it holds. Safe for concurrent use.</summary>
internal sealed class DnsResponder(ClusterZone zone, UpstreamResolvers upstream, TimeProvider time, ILogger logger)
{
    private const int SmallestDatagram = 512;
    private const int LargestDatagram = 4096;

    private readonly DnsAnswerCache _cache = new();
    private readonly ConcurrentStack<DnsWriter> _writers = new();
    private readonly ForwardedAnswers _forwarded = new(time);
    private int _turn;

    public DnsMetrics Metrics { get; } = new();

    /// <summary>Answers at once what the zone was asked before, without allocating.</summary>
    /// <param name="message">The message.</param>
    /// <param name="overTcp">How it came.</param>
    /// <param name="output">Takes the answer.</param>
    /// <returns>The answer's length; 0 when it takes <see cref="RespondAsync"/>.</returns>
    public int TryRespond(ReadOnlySpan<byte> message, bool overTcp, Span<byte> output)
    {
        var length = _cache.Copy(message, overTcp, zone.Version, (uint)Interlocked.Increment(ref _turn), output);
        if (length > 0) Metrics.Answered(message, overTcp, output[..length]);
        return length;
    }

    /// <summary>Answers.</summary>
    /// <returns>The answer; empty when the message deserves none.</returns>
    public async ValueTask<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken)
    {
        var answer = await MakeAsync(message, overTcp, cancellationToken);
        if (answer.Length > 0) Metrics.Answered(message.Span, overTcp, answer.Span);
        return answer;
    }

    private async ValueTask<ReadOnlyMemory<byte>> MakeAsync(ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken)
    {
        if (!DnsQuery.TryParse(message, out var query, out var error))
            return error is { } code ? DnsWriter.WriteError(message.Span, code) : ReadOnlyMemory<byte>.Empty;

        var limit = overTcp ? DnsWriter.LargestMessage : Math.Clamp(query.Edns?.Size ?? SmallestDatagram, SmallestDatagram, LargestDatagram);
        var turn = Interlocked.Increment(ref _turn);
        if (query.Edns is { Version: > 0 }) return Write(query, DnsReply.Of(DnsAnswerCode.BadVersion), limit, turn);
        if (query.Class is not (DnsTypes.Internet or DnsTypes.Any)) return Write(query, DnsReply.Of(DnsAnswerCode.Refused), limit, turn);
        var version = zone.Version;
        var reply = zone.Answer(query.Name, query.Type);
        if (reply is null) return await ForwardAsync(query, message, overTcp, limit, turn, cancellationToken);
        if (reply.Elsewhere is { } target)
        {
            if (upstream.Exist) reply = await FollowAsync(query, reply, target, cancellationToken);
        }
        else
        {
            _cache.Keep(message.Span, overTcp, version, reply.Answers.Count, way => Write(query, reply, limit, way));
        }

        return Write(query, reply, limit, turn);
    }

    private async ValueTask<ReadOnlyMemory<byte>> ForwardAsync(
        DnsQuery query, ReadOnlyMemory<byte> message, bool overTcp, int limit, int turn, CancellationToken cancellationToken)
    {
        if (!upstream.Exist) return Write(query, DnsReply.Of(DnsAnswerCode.Refused), limit, turn);
        if (await AskAsync(query, message, overTcp, cancellationToken) is { } answer) return answer;
        DnsLog.NoUpstream(logger, query.Name);
        return Write(query, DnsReply.Of(DnsAnswerCode.ServerFailure), limit, turn);
    }

    /// <summary>What others answer, or answered just before; null when nobody does.</summary>
    private async ValueTask<byte[]?> AskAsync(DnsQuery query, ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken)
    {
        if (_forwarded.Find(query, overTcp) is { } known)
        {
            Metrics.Hit();
            return known;
        }

        Metrics.Missed();
        Metrics.Forwarded();
        var answer = await upstream.AskAsync(message, overTcp, cancellationToken);
        if (answer is not null) _forwarded.Keep(query, overTcp, answer);
        return answer;
    }

    // An alias to a name outside the cluster is answered with what that name is, as resolvers of programs expect.
    private async ValueTask<DnsReply> FollowAsync(DnsQuery query, DnsReply reply, string target, CancellationToken cancellationToken)
    {
        if (query.Type is not (DnsTypes.A or DnsTypes.AAAA) || DnsQuestion.Write(target, query.Type) is not { } question) return reply;
        if (!DnsQuery.TryParse(question, out var own, out _) || await AskAsync(own, question, overTcp: false, cancellationToken) is not { } answer) return reply;
        return reply with { Answers = [.. reply.Answers, .. DnsAddresses.Read(answer, query.Type).Select(address => new AddressRecord(target, address))] };
    }

    private ReadOnlyMemory<byte> Write(DnsQuery query, DnsReply reply, int limit, int turn)
    {
        if (!_writers.TryPop(out var writer)) writer = new DnsWriter();
        var answer = writer.Write(query, reply, limit, turn).ToArray();
        _writers.Push(writer);
        return answer;
    }
}
