namespace Kube.Controllers.GarbageCollection;

/// <summary>What the graph knows of an object at one moment.</summary>
internal sealed record GraphView(
    ObjectIdentity Identity, bool IsVirtual, bool IsBeingDeleted, bool IsDeletingDependents, IReadOnlyList<DependentView> Dependents);
