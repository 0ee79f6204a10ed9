using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>The files of pods on the host: volumes, hosts files, termination messages, log directories. Calls for one pod do not overlap.</summary>
internal interface IPodFiles
{
    /// <summary>Makes the pod's own directories.</summary>
    /// <returns>The directory of its logs; empty where no logs are kept.</returns>
    string PreparePod(V1Pod pod);

    /// <summary>Sets a volume up, or brings it up to date.</summary>
    /// <returns>Its path on the host.</returns>
    /// <exception cref="VolumeException">It cannot be.</exception>
    string SetUp(V1Pod pod, string volume, VolumeContent content);

    /// <summary>A path within a volume, made as a directory when it is missing. Links do not lead out of the volume.</summary>
    /// <exception cref="VolumeException">They would.</exception>
    string SubPath(V1Pod pod, string container, int mount, string volumePath, string subPath);

    /// <summary>Writes the hosts file of the pod's containers.</summary>
    /// <returns>Its path; null where there are no files.</returns>
    string? WriteHosts(V1Pod pod, string text);

    /// <summary>Makes the log directory of a container, and the file for its last words.</summary>
    /// <returns>The path of the file; null where there are no files.</returns>
    string? PrepareContainer(V1Pod pod, V1Container container, int attempt);

    /// <summary>Reads the last words of a container.</summary>
    /// <param name="path">What <see cref="PrepareContainer"/> gave.</param>
    string ReadTerminationMessage(string path);

    /// <summary>Takes the volumes of a pod down and removes its directories; what is gone already is fine.</summary>
    /// <param name="pod">The pod, at least its metadata.</param>
    /// <param name="logsToo">The logs go as well.</param>
    void RemovePod(V1Pod pod, bool logsToo);
}
