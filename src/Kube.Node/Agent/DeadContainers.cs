using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>Removes lives of containers that nobody will ask for: of each container the newest that ended is kept, for <c>logs --previous</c> (upstream's
/// <c>MaxPerPodContainer</c> of 1), and sandboxes that hold nothing more.</summary>
internal sealed class DeadContainers(IContainerRuntime runtime, Logs.ContainerLogs logs)
{
    public async ValueTask RemoveAsync(PodObservation observed, CancellationToken cancellationToken)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var lives in observed.Containers.GroupBy(life => life.Metadata.Name, StringComparer.Ordinal))
        {
            foreach (var life in lives.Where(life => life.State is ContainerState.Exited or ContainerState.Created).Skip(1))
            {
                await runtime.Containers.RemoveAsync(life.Id, cancellationToken);
                removed.Add(life.Id);
                DeleteLogs(life.LogPath);
            }
        }

        foreach (var sandbox in observed.Sandboxes.Skip(1))
        {
            if (sandbox.State == SandboxState.Ready || observed.Containers.Any(life => life.SandboxId == sandbox.Id && !removed.Contains(life.Id))) continue;
            await runtime.Sandboxes.RemoveAsync(sandbox.Id, cancellationToken);
        }
    }

    /// <summary>Whether <see cref="RemoveAsync"/> has anything to do.</summary>
    public static bool Any(PodObservation observed)
    {
        if (observed.Sandboxes.Count > 1) return true;
        if (observed.Containers.Count < 2) return false;
        return observed.Containers.Where(life => life.State != ContainerState.Running).GroupBy(life => life.Metadata.Name, StringComparer.Ordinal).Any(lives => lives.Skip(1).Any());
    }

    private void DeleteLogs(string path)
    {
        if (path.Length == 0 || Path.GetDirectoryName(path) is not { } directory || !Directory.Exists(directory)) return;
        foreach (var file in Directory.GetFiles(directory, Path.GetFileName(path) + "*")) File.Delete(file);
        logs.Forget(path);
    }
}
