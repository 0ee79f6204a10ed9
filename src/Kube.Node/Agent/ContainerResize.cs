using Kube.Api.Models;
using Kube.Node.Errors;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Gives running containers the limits that their pod asks for now, without a restart, where the runtime can.</summary>
internal sealed class ContainerResize(IContainerRuntime runtime, CurrentNode node)
{
    public async ValueTask ApplyAsync(PodSession session, PodObservation observed, CancellationToken cancellationToken)
    {
        foreach (var (container, role) in PodFacts.Containers(session.Pod))
        {
            if (role is ContainerRole.Init or ContainerRole.Ephemeral) continue;
            if (observed.Newest(container.Name) is not { State: ContainerState.Running, Resources: { } has } life) continue;
            var wanted = ContainerLimits.Of(session.Pod, container, node.Facts);
            if (has.CpuQuota == wanted.CpuQuota && has.CpuShares == wanted.CpuShares && has.MemoryLimitBytes == wanted.MemoryLimitBytes) continue;
            // Asked once for each change: a runtime that cannot will not be able to a moment later.
            if (!session.Resizes.Add((life.Id, session.Pod.Metadata.Generation ?? 0))) continue;
            try
            {
                await runtime.Containers.UpdateResourcesAsync(life.Id, wanted, cancellationToken);
            }
            catch (NodeException)
            {
                // The container keeps its limits; its status shows them.
            }
        }
    }
}
