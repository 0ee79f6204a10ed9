namespace Kube.Node.Tests.Dns;

/// <summary>An answer as a client sees it.</summary>
internal sealed record DnsAnswer(
    int Id, int Code, bool IsTruncated, bool IsAuthoritative, string Question, List<string> Answers, List<string> Authority, List<string> Additional);
