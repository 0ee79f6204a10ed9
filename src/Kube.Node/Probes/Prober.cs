using System.Text;
using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Runtime;

namespace Kube.Node.Probes;

/// <summary>Makes one attempt of a probe.</summary>
internal sealed class Prober(IStreamingDoor streams, IProbeNetwork network)
{
    /// <exception cref="NodeException">The attempt could not be made.</exception>
    public async ValueTask<ProbeAnswer> ProbeAsync(V1Probe probe, V1Container container, string containerId, string podAddress, CancellationToken cancellationToken)
    {
        var timeout = TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds ?? 1));
        if (probe.Exec is { } exec) return await ExecAsync(exec, containerId, timeout, cancellationToken);
        if (probe.HttpGet is { } http) return await network.HttpAsync(containerId, ProbeTargets.Http(http, container, podAddress, isHook: false), timeout, cancellationToken);
        if (probe.TcpSocket is { } tcp)
            return await network.TcpAsync(containerId, tcp.Host is { Length: > 0 } host ? host : podAddress, ProbeTargets.Port(tcp.Port, container), timeout, cancellationToken);
        if (probe.Grpc is { } grpc) return await network.GrpcAsync(containerId, podAddress, grpc.Port, grpc.Service ?? "", timeout, cancellationToken);
        throw new ProbeException($"missing probe handler for {container.Name}");
    }

    private async ValueTask<ProbeAnswer> ExecAsync(V1ExecAction exec, string containerId, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var command = exec.Command ?? [];
        try
        {
            var result = await streams.ExecSyncAsync(new() { ContainerId = containerId, Command = command, Timeout = timeout }, cancellationToken);
            var output = Encoding.UTF8.GetString(result.Stdout.Span) + Encoding.UTF8.GetString(result.Stderr.Span);
            return new(result.ExitCode == 0 ? ProbeResult.Success : ProbeResult.Failure, output);
        }
        catch (ExecTimeoutException)
        {
            return ProbeAnswer.Failure($"command timed out: \"{string.Join(' ', command)}\" timed out after {Agent.GoText.Duration(timeout)}");
        }
        catch (ContainerStartException e)
        {
            return ProbeAnswer.Failure(e.Cause);
        }
    }
}
