using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>No files: for pods that are simulated.</summary>
internal sealed class HollowPodFiles : IPodFiles
{
    public string PreparePod(V1Pod pod) => "";

    public string SetUp(V1Pod pod, string volume, VolumeContent content) =>
        content is VolumeContent.Host host ? host.Path : content is VolumeContent.Local local ? local.Path : content is VolumeContent.Block block ? block.Path : $"/hollow/{pod.Metadata.Uid}/{volume}";

    public string SubPath(V1Pod pod, string container, int mount, string volumePath, string subPath) => $"{volumePath}/{subPath}";

    public string? WriteHosts(V1Pod pod, string text) => null;

    public string? PrepareContainer(V1Pod pod, V1Container container, int attempt) => null;

    public string ReadTerminationMessage(string path) => "";

    public void RemovePod(V1Pod pod, bool logsToo)
    {
    }
}
