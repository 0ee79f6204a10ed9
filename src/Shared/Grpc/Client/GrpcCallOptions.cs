namespace Kube.Shared.Grpc.Client;

/// <summary>What one call wants.</summary>
internal sealed record GrpcCallOptions
{
    public static GrpcCallOptions Default { get; } = new();

    /// <summary>Time that the call has, told to the server; null is unlimited.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Goes beside the request.</summary>
    public GrpcMetadata? Metadata { get; init; }

    /// <summary>Whether a server that cannot be reached is waited for, within the timeout, instead of failing at once.</summary>
    public bool WaitForReady { get; init; }

    /// <summary>The common case: a call with a deadline.</summary>
    public static GrpcCallOptions Within(TimeSpan timeout) => new() { Timeout = timeout };
}
