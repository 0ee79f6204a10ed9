using Kube.Api.Models;
using Kube.Node.Cgroups;
using Kube.Node.Runtime;
using Kube.Node.Tokens;
using Kube.Node.Volumes;

namespace Kube.Node.Agent;

/// <summary>Takes back what the node gave to a pod.</summary>
internal sealed class PodRemoval(IContainerRuntime runtime, VolumeManager volumes, IServiceAccountTokens tokens, IPodCgroups cgroups)
{
    /// <summary>The pod has stopped: its volumes go, its containers and logs stay to be looked at.</summary>
    public async ValueTask UnmountAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        await volumes.RemoveAsync(pod, logsToo: false, cancellationToken);
        tokens.Forget(pod.Metadata.Uid!);
    }

    /// <summary>The pod is gone: everything goes.</summary>
    public async ValueTask RemoveAsync(V1Pod pod, PodObservation observed, CancellationToken cancellationToken)
    {
        foreach (var container in observed.Containers) await runtime.Containers.RemoveAsync(container.Id, cancellationToken);
        foreach (var sandbox in observed.Sandboxes) await runtime.Sandboxes.RemoveAsync(sandbox.Id, cancellationToken);
        cgroups.Remove(pod);
        await volumes.RemoveAsync(pod, logsToo: true, cancellationToken);
        tokens.Forget(pod.Metadata.Uid!);
    }
}
