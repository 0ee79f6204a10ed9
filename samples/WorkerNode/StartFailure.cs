using System.Net.Sockets;
using System.Security.Cryptography;
using Kube.Api.Client.Http;
using Kube.Node.Errors;
using Microsoft.Extensions.Options;

namespace Kube.Samples.WorkerNode;

/// <summary>Words for the ways in which a start fails that a user can do something about.</summary>
internal static class StartFailure
{
    /// <summary>One line; null for a failure that is a defect, whose stack trace is wanted.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        OptionsValidationException invalid => string.Join("; ", invalid.Failures),
        KubeconfigException or NodeException or UnauthorizedAccessException or IOException => failure.Message.ReplaceLineEndings(" "),
        SocketException socket => $"cannot listen: {socket.Message.ReplaceLineEndings(" ")}",
        CryptographicException crypto => $"a certificate cannot be read: {crypto.Message.ReplaceLineEndings(" ")}",
        _ => null,
    };
}
