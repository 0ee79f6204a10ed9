using Kube.Scheduling.Framework;

namespace Kube.Scheduling.Queue;

/// <summary>What the queue must know of room that is being made for pods.</summary>
internal interface IPromises
{
    /// <summary>The node where room is being made for a pod; null: none.</summary>
    string? NodeFor(PodInfo pod);

    /// <summary>Whether room is being made on a node for anyone.</summary>
    bool IsPromised(string nodeName);

    /// <summary>Whether a pod was made to leave for another one, which is tried when the last of those is gone.</summary>
    bool MakesRoomFor(PodInfo leaving, PodInfo waiting);
}
