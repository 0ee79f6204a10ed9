namespace Kube.Shared.Grpc.Client;

/// <summary>What all calls of a channel have in common.</summary>
internal sealed class GrpcChannelOptions
{
    /// <summary>Largest message that is read, in bytes. Default 16 MiB.</summary>
    public int MaxReceiveBytes { get; init; } = 16 << 20;

    /// <summary>Largest message that is sent, in bytes. Default 16 MiB.</summary>
    public int MaxSendBytes { get; init; } = 16 << 20;

    /// <summary>Who we say we are.</summary>
    public string UserAgent { get; init; } = "grpc-kube-dotnet";

    /// <summary>Counts deadlines and waits between attempts to connect.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How long one attempt to connect may take. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);
}
