using Kube.Node.Runtime;

namespace Kube.Node.Probes;

/// <summary>Asks the runtime what would be answered.</summary>
internal sealed class SimulatedProbeNetwork(ISimulatedNetwork network) : IProbeNetwork
{
    public async ValueTask<ProbeAnswer> HttpAsync(string containerId, HttpProbeTarget target, TimeSpan timeout, CancellationToken cancellationToken) =>
        await network.AnswersAsync(containerId, target.Port, cancellationToken)
            ? ProbeAnswer.Success
            : ProbeAnswer.Failure($"Get \"{target.Url}\": dial tcp {target.Host}:{target.Port}: connect: connection refused");

    public async ValueTask<ProbeAnswer> TcpAsync(string containerId, string host, int port, TimeSpan timeout, CancellationToken cancellationToken) =>
        await network.AnswersAsync(containerId, port, cancellationToken) ? ProbeAnswer.Success : ProbeAnswer.Failure($"dial tcp {host}:{port}: connect: connection refused");

    public async ValueTask<ProbeAnswer> GrpcAsync(string containerId, string host, int port, string service, TimeSpan timeout, CancellationToken cancellationToken) =>
        await network.AnswersAsync(containerId, port, cancellationToken)
            ? ProbeAnswer.Success
            : ProbeAnswer.Failure($"timeout: failed to connect service \"{host}:{port}\" within {Agent.GoText.Duration(timeout)}");
}
