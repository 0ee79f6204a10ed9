using System.Net.Sockets;
using System.Security.Cryptography;
using Kube.Api.Authentication.Tokens;
using Kube.Api.Client.Http;
using Kube.Node.Errors;
using Kube.Store.Errors;
using Microsoft.Extensions.Options;

namespace Kube.Samples.Cluster;

/// <summary>Words for the ways in which a start fails that a user can do something about.</summary>
internal static class StartFailure
{
    /// <summary>One line; null for a failure that is a defect, whose stack trace is wanted.</summary>
    public static string? Describe(Exception failure) => Root(failure) switch
    {
        OptionsValidationException invalid => string.Join("; ", invalid.Failures),
        TokenFileException or KubeconfigException or StoreException or UnauthorizedAccessException or IOException or NodeException => OneLine(Root(failure).Message),
        SocketException socket => $"cannot listen: {OneLine(socket.Message)}",
        CryptographicException crypto => $"a certificate in the data directory cannot be read: {OneLine(crypto.Message)}",
        _ => null,
    };

    private static Exception Root(Exception failure) => failure is AggregateException { InnerExceptions: [var only] } ? Root(only) : failure;

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
