namespace Kube.Controllers.StatefulSets;

/// <summary>What can be done.</summary>
internal enum StatefulStepKind
{
    /// <summary>Create the pod, its claims before it.</summary>
    Create,

    /// <summary>Create the claims that a pending pod lacks.</summary>
    CreateClaims,

    /// <summary>Give the pod its labels, and its claims their owners.</summary>
    Repair,

    /// <summary>Give the claims of a pod that is scaled away their owners.</summary>
    Retain,

    /// <summary>Delete the pod.</summary>
    Delete,

    /// <summary>Delete the pod because its revision is old.</summary>
    Replace,
}
