namespace Kube.Shared.Grpc.Server;

/// <summary>What all calls of a server have in common.</summary>
internal sealed class GrpcServerOptions
{
    /// <summary>Largest message that is read, in bytes. Default 4 MiB, as other servers.</summary>
    public int MaxReceiveBytes { get; init; } = 4 << 20;

    /// <summary>Counts deadlines.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told what a handler threw that is no <see cref="GrpcException"/>; the client sees <see cref="GrpcStatusCode.Unknown"/> and its message.</summary>
    public Action<string, Exception>? OnFailure { get; init; }
}
