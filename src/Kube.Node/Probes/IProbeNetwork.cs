namespace Kube.Node.Probes;

/// <summary>Connects to containers, for probes and hooks. Never throws but for the caller's cancellation.</summary>
internal interface IProbeNetwork
{
    /// <summary>Sends a GET.</summary>
    ValueTask<ProbeAnswer> HttpAsync(string containerId, HttpProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Connects, and closes.</summary>
    ValueTask<ProbeAnswer> TcpAsync(string containerId, string host, int port, TimeSpan timeout, CancellationToken cancellationToken);

    /// <summary>Asks the gRPC health service.</summary>
    ValueTask<ProbeAnswer> GrpcAsync(string containerId, string host, int port, string service, TimeSpan timeout, CancellationToken cancellationToken);
}
