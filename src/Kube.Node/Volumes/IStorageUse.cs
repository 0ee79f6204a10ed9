using Kube.Api.Models;

namespace Kube.Node.Volumes;

/// <summary>Measures what pods keep on the node's disk, their containers' own layers aside. Safe for concurrent use.</summary>
internal interface IStorageUse
{
    /// <summary>Looks now: as expensive as the pod has files.</summary>
    PodStorage Measure(V1Pod pod);
}
