using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Dns;

/// <summary>Makes an answer of a message, whatever it holds. Safe for concurrent use.</summary>
internal sealed class DnsResponder
{
    private const int SmallestDatagram = 512;
    private const int LargestDatagram = 4096;

    private readonly DnsAnswerCache _cache = new();
    private readonly ConcurrentStack<DnsWriter> _writers = new();
    private readonly ClusterZone _zone;
    private readonly UpstreamResolvers _upstream;
    private readonly DnsMetrics _metrics;
    private readonly ILogger _logger;
    private readonly ForwardedAnswers _forwarded;
    private int _turn;

    public DnsResponder(ClusterZone zone, UpstreamResolvers upstream, DnsMetrics metrics, TimeProvider time, ILogger logger)
    {
        (_zone, _upstream, _metrics, _logger) = (zone, upstream, metrics, logger);
        _forwarded = new ForwardedAnswers(time);
        metrics.Forwarding = _forwarded;
    }

    public DnsMetrics Metrics => _metrics;

    /// <summary>Answers at once what the zone was asked before, without allocating.</summary>
    /// <param name="message">The message.</param>
    /// <param name="overTcp">How it came.</param>
    /// <param name="output">Takes the answer.</param>
    /// <param name="family">By which family.</param>
    /// <returns>The answer's length; 0 when it takes <see cref="RespondAsync(ReadOnlyMemory{byte}, bool, CancellationToken)"/>.</returns>
    public int TryRespond(ReadOnlySpan<byte> message, bool overTcp, Span<byte> output, AddressFamily family = AddressFamily.InterNetwork)
    {
        var since = _metrics.Now;
        var length = _cache.Copy(message, overTcp, _zone.Version, (uint)Interlocked.Increment(ref _turn), output);
        if (length > 0) _metrics.Answered(message, new(overTcp, family, since), output[..length]);
        return length;
    }

    /// <summary>Answers.</summary>
    /// <returns>The answer; empty when the message deserves none.</returns>
    public ValueTask<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken) =>
        RespondAsync(message, overTcp, AddressFamily.InterNetwork, cancellationToken);

    /// <inheritdoc cref="RespondAsync(ReadOnlyMemory{byte}, bool, CancellationToken)"/>
    public async ValueTask<ReadOnlyMemory<byte>> RespondAsync(ReadOnlyMemory<byte> message, bool overTcp, AddressFamily family, CancellationToken cancellationToken)
    {
        var since = _metrics.Now;
        try
        {
            var answer = await MakeAsync(message, overTcp, cancellationToken);
            if (answer.Length > 0) _metrics.Answered(message.Span, new(overTcp, family, since), answer.Span);
            return answer;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _metrics.Panicked();
            throw;
        }
    }

    private async ValueTask<ReadOnlyMemory<byte>> MakeAsync(ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken)
    {
        if (!DnsQuery.TryParse(message, out var query, out var error))
            return error is { } code ? DnsWriter.WriteError(message.Span, code) : ReadOnlyMemory<byte>.Empty;

        var limit = overTcp ? DnsWriter.LargestMessage : Math.Clamp(query.Edns?.Size ?? SmallestDatagram, SmallestDatagram, LargestDatagram);
        var turn = Interlocked.Increment(ref _turn);
        if (query.Edns is { Version: > 0 }) return Write(query, DnsReply.Of(DnsAnswerCode.BadVersion), limit, turn);
        if (query.Class is not (DnsTypes.Internet or DnsTypes.Any)) return Write(query, DnsReply.Of(DnsAnswerCode.Refused), limit, turn);
        var version = _zone.Version;
        var reply = _zone.Answer(query.Name, query.Type);
        if (reply is null) return await ForwardAsync(query, message, overTcp, limit, turn, cancellationToken);
        if (reply.Elsewhere is { } target)
        {
            if (_upstream.Exist) reply = await FollowAsync(query, reply, target, cancellationToken);
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
        if (!_upstream.Exist) return Write(query, DnsReply.Of(DnsAnswerCode.Refused), limit, turn);
        if (await AskAsync(query, message, overTcp, cancellationToken) is { } answer) return answer;
        DnsLog.NoUpstream(_logger, query.Name);
        return Write(query, DnsReply.Of(DnsAnswerCode.ServerFailure), limit, turn);
    }

    /// <summary>What others answer, or answered just before; null when nobody does.</summary>
    private async ValueTask<byte[]?> AskAsync(DnsQuery query, ReadOnlyMemory<byte> message, bool overTcp, CancellationToken cancellationToken)
    {
        if (_forwarded.Find(query, overTcp) is { } known)
        {
            _metrics.Hit(known);
            return known;
        }

        _metrics.Missed();
        _metrics.Forwarded();
        var answer = await _upstream.AskAsync(message, overTcp, cancellationToken);
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
