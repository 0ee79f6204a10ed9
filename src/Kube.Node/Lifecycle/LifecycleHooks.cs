using System.Text;
using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Probes;
using Kube.Node.Runtime;

namespace Kube.Node.Lifecycle;

/// <summary>Runs what a container wants done after its start and before its stop.</summary>
internal sealed class LifecycleHooks(IStreamingDoor streams, IProbeNetwork network, TimeProvider time)
{
    private static readonly TimeSpan s_httpTimeout = TimeSpan.FromSeconds(30);

    /// <returns>Null when it went well, else what went wrong.</returns>
    public async ValueTask<string?> RunAsync(V1Container container, string containerId, V1LifecycleHandler hook, string podAddress, CancellationToken cancellationToken)
    {
        try
        {
            if (hook.Exec is { } exec)
            {
                var result = await streams.ExecSyncAsync(new() { ContainerId = containerId, Command = exec.Command ?? [] }, cancellationToken);
                return result.ExitCode == 0
                    ? null
                    : $"command '{string.Join(' ', exec.Command ?? [])}' exited with {result.ExitCode}: {Encoding.UTF8.GetString(result.Stderr.Span)}{Encoding.UTF8.GetString(result.Stdout.Span)}";
            }

            if (hook.HttpGet is { } http)
            {
                var answer = await network.HttpAsync(containerId, ProbeTargets.Http(http, container, podAddress, isHook: true), s_httpTimeout, cancellationToken);
                return answer.Result == ProbeResult.Success ? null : answer.Output;
            }

            if (hook.Sleep is { } sleep) await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), time, cancellationToken);
            return null;
        }
        catch (NodeException e)
        {
            return e.Message;
        }
    }
}
