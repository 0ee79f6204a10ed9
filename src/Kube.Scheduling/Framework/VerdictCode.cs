namespace Kube.Scheduling.Framework;

/// <summary>What a plugin says.</summary>
public enum VerdictCode
{
    /// <summary>Yes.</summary>
    Feasible,

    /// <summary>No, for now; removing pods from the node might help.</summary>
    Rejected,

    /// <summary>No, and removing pods would not help.</summary>
    RejectedForGood,

    /// <summary>This plugin has nothing to do with this pod; a Bind plugin leaves it to the next one.</summary>
    Skip,

    /// <summary>Permit only: not yet.</summary>
    Wait,

    /// <summary>Something went wrong; the pod is tried again after a back-off.</summary>
    Failed,
}
