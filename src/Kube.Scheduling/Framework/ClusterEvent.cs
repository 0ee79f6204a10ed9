namespace Kube.Scheduling.Framework;

/// <summary>What may change a plugin's mind.</summary>
public enum ClusterEvent
{
    /// <summary>A node came.</summary>
    NodeAdded,

    /// <summary>A node went.</summary>
    NodeDeleted,

    /// <summary>A node has more or less to give.</summary>
    NodeAllocatableChanged,

    /// <summary>A node's labels changed.</summary>
    NodeLabelsChanged,

    /// <summary>A node's taints changed, or whether it can be scheduled on.</summary>
    NodeTaintsChanged,

    /// <summary>A node's conditions, images or annotations changed.</summary>
    NodeConditionsChanged,

    /// <summary>A pod is on a node.</summary>
    AssignedPodAdded,

    /// <summary>The labels of a pod on a node changed.</summary>
    AssignedPodLabelsChanged,

    /// <summary>A pod on a node needs less than before.</summary>
    AssignedPodScaledDown,

    /// <summary>A pod left its node.</summary>
    AssignedPodDeleted,

    /// <summary>The rejected pod's own tolerations changed.</summary>
    PodTolerationsChanged,

    /// <summary>The rejected pod's own labels changed.</summary>
    PodLabelsChanged,

    /// <summary>The rejected pod's scheduling gates are gone.</summary>
    PodGatesEliminated,

    /// <summary>The rejected pod itself needs less than before.</summary>
    PodScaledDown,

    /// <summary>A namespace came or its labels changed.</summary>
    NamespaceChanged,

    /// <summary>A disruption budget changed.</summary>
    DisruptionBudgetChanged,

    /// <summary>A claim of storage came or changed.</summary>
    VolumeClaimChanged,

    /// <summary>A volume came or changed.</summary>
    VolumeChanged,

    /// <summary>A storage class came or changed.</summary>
    StorageClassChanged,

    /// <summary>What a node's storage drivers can do changed.</summary>
    StorageNodeChanged,
}
