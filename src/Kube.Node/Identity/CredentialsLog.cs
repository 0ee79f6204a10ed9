using Microsoft.Extensions.Logging;

namespace Kube.Node.Identity;

/// <summary>Log messages of the node's credentials.</summary>
internal static partial class CredentialsLog
{
    [LoggerMessage(EventId = 5300, Level = LogLevel.Information, Message = "a certificate of {Signer} is valid until {NotAfter} and will be renewed at {Due}")]
    public static partial void Renewed(ILogger logger, string signer, DateTime notAfter, DateTimeOffset due);

    [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "no certificate of {Signer} yet; trying again in {Wait}")]
    public static partial void NotRenewed(ILogger logger, string signer, TimeSpan wait, Exception cause);
}
