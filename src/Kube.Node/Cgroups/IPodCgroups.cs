using Kube.Api.Models;

namespace Kube.Node.Cgroups;

/// <summary>The cgroups above those of containers: of pods, of the classes of service, of all pods together. What cannot be written is left out.</summary>
internal interface IPodCgroups
{
    /// <summary>Makes a pod's cgroup, or brings its limits up to date.</summary>
    void Ensure(V1Pod pod);

    /// <summary>Removes a pod's cgroup after its containers are gone.</summary>
    void Remove(V1Pod pod);
}
