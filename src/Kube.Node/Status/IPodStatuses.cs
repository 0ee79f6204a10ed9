using Kube.Api.Models;

namespace Kube.Node.Status;

/// <summary>Brings what the node says of its pods to the API server. Safe for concurrent use; never waits.</summary>
internal interface IPodStatuses
{
    /// <summary>Has a status sent; an older one of the same pod that waits is dropped.</summary>
    void Set(V1Pod pod, V1PodStatus status);

    /// <summary>Has the pod's object removed, after its newest status was sent: all of it has stopped.</summary>
    void Delete(V1Pod pod);

    /// <summary>The pod is no longer known.</summary>
    void Forget(string podUid);
}
