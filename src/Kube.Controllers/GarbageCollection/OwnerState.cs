namespace Kube.Controllers.GarbageCollection;

/// <summary>What an owner is worth.</summary>
internal enum OwnerState
{
    /// <summary>It is there.</summary>
    Solid,

    /// <summary>It does not exist: the reference dangles.</summary>
    Absent,

    /// <summary>It is there, and goes after its dependents.</summary>
    WaitsForDependents,

    /// <summary>An object without a namespace cannot have an owner in one: nothing can be said, and nothing is deleted.</summary>
    Unresolvable,
}
