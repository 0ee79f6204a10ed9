using System.Globalization;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Runtime;

namespace Kube.Node.Agent;

/// <summary>The part of a container whose change means a new container: name and image, as upstream since 1.31. Kept with the container as an annotation.</summary>
internal static class ContainerHash
{
    public static string Of(V1Container container)
    {
        // FNV-1a, 32 bits, of upstream's JSON of the two.
        var hash = 2166136261u;
        foreach (var b in Encoding.UTF8.GetBytes($"{{\"image\":\"{container.Image}\",\"name\":\"{container.Name}\"}}"))
            hash = (hash ^ b) * 16777619u;
        return hash.ToString("x", CultureInfo.InvariantCulture);
    }

    public static bool Differs(V1Container container, ContainerStatus status) =>
        status.Annotations.TryGetValue(RuntimeLabels.ContainerHash, out var hash) && hash != Of(container);
}
