namespace Kube.Scheduling.Loop;

/// <summary>What the scheduling loop is told of.</summary>
internal enum ClusterNoteKind
{
    /// <summary>A pod, as it is now.</summary>
    Pod,

    /// <summary>A pod that is gone.</summary>
    PodGone,

    /// <summary>A node, as it is now.</summary>
    Node,

    /// <summary>A node that is gone.</summary>
    NodeGone,

    /// <summary>A namespace, as it is now.</summary>
    Namespace,

    /// <summary>A namespace that is gone.</summary>
    NamespaceGone,

    /// <summary>A disruption budget, as it is now.</summary>
    Budget,

    /// <summary>A disruption budget that is gone.</summary>
    BudgetGone,

    /// <summary>A <see cref="Binding.PodBinding"/> was written.</summary>
    Bound,

    /// <summary>A <see cref="Binding.FailedBinding"/>.</summary>
    BindingFailed,

    /// <summary>A victim, a <see cref="Framework.PodInfo"/>, could not be made to leave.</summary>
    EvictionFailed,

    /// <summary>Something to be done between two attempts: an <see cref="Action"/>.</summary>
    Action,
}
