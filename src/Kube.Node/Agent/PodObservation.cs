using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>What the runtime has of a pod at one moment.</summary>
/// <param name="Sandboxes">Newest first.</param>
/// <param name="Containers">Newest first, those of earlier sandboxes included.</param>
internal sealed record PodObservation(IReadOnlyList<SandboxStatus> Sandboxes, IReadOnlyList<ContainerStatus> Containers)
{
    public static PodObservation Empty { get; } = new([], []);

    public SandboxStatus? Sandbox => Sandboxes.Count > 0 ? Sandboxes[0] : null;

    public bool AnyRunning
    {
        get
        {
            foreach (var container in Containers)
                if (container.State == ContainerState.Running) return true;
            return false;
        }
    }

    /// <summary>The latest life of a container.</summary>
    public ContainerStatus? Newest(string name)
    {
        foreach (var container in Containers)
            if (container.Metadata.Name == name) return container;
        return null;
    }
}
