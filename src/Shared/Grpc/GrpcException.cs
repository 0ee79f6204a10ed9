namespace Kube.Shared.Grpc;

/// <summary>A call that did not end well: thrown by the client, and by a server's handler that wants to say so.</summary>
/// <param name="code">The status; not <see cref="GrpcStatusCode.Ok"/>.</param>
/// <param name="detail">The status message.</param>
/// <param name="innerException">What caused it, if anything here did.</param>
internal sealed class GrpcException(GrpcStatusCode code, string detail, Exception? innerException = null)
    : Exception($"rpc error: code = {code} desc = {detail}", innerException)
{
    /// <summary>The status.</summary>
    public GrpcStatusCode Code { get; } = code;

    /// <summary>The status message, without the code.</summary>
    public string Detail { get; } = detail;

    /// <summary>What came, or is to go, beside the status.</summary>
    public GrpcMetadata Trailers { get; init; } = new();
}
