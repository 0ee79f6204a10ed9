namespace Kube.Node.Dns;

/// <summary>What the zone has to say to a query.</summary>
/// <param name="Code">How it ended.</param>
/// <param name="Answers">The records asked for.</param>
/// <param name="Authority">The zone's start, when there is nothing else to say.</param>
/// <param name="Additional">The addresses of names in the answers.</param>
/// <param name="Elsewhere">A name outside the zone that the answer goes on with; null mostly.</param>
internal sealed record DnsReply(
    DnsAnswerCode Code, IReadOnlyList<DnsRecord> Answers, IReadOnlyList<DnsRecord> Authority, IReadOnlyList<DnsRecord> Additional, string? Elsewhere = null)
{
    public static DnsReply Of(DnsAnswerCode code) => new(code, [], [], []);
}
