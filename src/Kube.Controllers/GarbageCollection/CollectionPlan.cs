using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>What is done with an object, from what the server says of it and its owners. Pure.</summary>
internal sealed record CollectionPlan
{
    private CollectionPlan()
    {
    }

    public static CollectionPlan Nothing { get; } = new();

    /// <summary>References to take out, because they hold nothing; null: none.</summary>
    public IReadOnlyList<V1OwnerReference>? Without { get; private init; }

    /// <summary>How to delete it; null: not at all.</summary>
    public string? Propagation { get; private init; }

    /// <summary>Whether it must first stop blocking its owners, because it waits for one of them in a circle.</summary>
    public bool Unblock { get; private init; }

    public static CollectionPlan For(V1ObjectMeta latest, IReadOnlyList<(V1OwnerReference Reference, OwnerState State)> owners, IReadOnlyList<DependentView> dependents)
    {
        if (owners.Count == 0 || owners.Any(static owner => owner.State == OwnerState.Unresolvable)) return Nothing;
        if (owners.Any(static owner => owner.State == OwnerState.Solid))
        {
            IReadOnlyList<V1OwnerReference> hollow = [.. owners.Where(static owner => owner.State != OwnerState.Solid).Select(static owner => owner.Reference)];
            return hollow.Count == 0 ? Nothing : new() { Without = hollow };
        }

        if (owners.Any(static owner => owner.State == OwnerState.WaitsForDependents) && dependents.Count > 0)
            return new() { Propagation = "Foreground", Unblock = dependents.Any(static dependent => dependent.IsDeletingDependents) };
        // Whoever asked for this object's deletion before said how; the garbage collector has no wish of its own.
        return new()
        {
            Propagation = latest.Finalizers?.Contains(OwnerGraph.OrphanFinalizer) == true ? "Orphan"
                : latest.Finalizers?.Contains(OwnerGraph.ForegroundFinalizer) == true ? "Foreground"
                : "Background",
        };
    }
}
