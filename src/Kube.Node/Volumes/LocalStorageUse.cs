using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>Measures by counting files, as <c>du</c> does.</summary>
internal sealed class LocalStorageUse(LocalPodFiles files) : IStorageUse
{
    public PodStorage Measure(V1Pod pod)
    {
        var volumes = new Dictionary<string, StorageAmount>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Volumes ?? [])
        {
            if (files.OwnDirectory(pod, volume) is { } directory && Directory.Exists(directory)) volumes[volume.Name] = DiskUse.Of(directory);
        }

        var logs = new Dictionary<string, StorageAmount>(StringComparer.Ordinal);
        foreach (var container in files.ContainerLogs(pod)) logs[Path.GetFileName(container)] = DiskUse.Of(container);
        return new(volumes, logs);
    }
}
