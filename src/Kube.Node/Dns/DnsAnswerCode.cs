namespace Kube.Node.Dns;

/// <summary>How a query ended (RCODE).</summary>
internal enum DnsAnswerCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}
