using System.Collections.ObjectModel;
using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>An object in the graph of owners. Guarded by the graph's lock.</summary>
/// <remarks>The graph has a node for every object of the cluster, and most own nothing: sets are made when something comes into them.</remarks>
internal sealed class GraphNode(ObjectIdentity identity, bool isVirtual)
{
    private static readonly List<V1OwnerReference> s_none = [];

    private Dictionary<string, GraphNode>? _dependents;
    private HashSet<ObjectIdentity>? _absent;

    public ObjectIdentity Identity { get; set; } = identity;

    /// <summary>It is known only from the references of its dependents; whether it exists is not known yet.</summary>
    public bool IsVirtual { get; set; } = isVirtual;

    /// <summary>As its object says; not to be changed.</summary>
    public List<V1OwnerReference> Owners { get; set; } = s_none;

    /// <summary>What has it as an owner, by uid.</summary>
    public IReadOnlyDictionary<string, GraphNode> Dependents => _dependents ?? (IReadOnlyDictionary<string, GraphNode>)ReadOnlyDictionary<string, GraphNode>.Empty;

    public bool IsBeingDeleted { get; set; }

    /// <summary>It is asked to go after its dependents.</summary>
    public bool IsDeletingDependents { get; set; }

    public void AddDependent(GraphNode dependent) => (_dependents ??= [])[dependent.Identity.Uid] = dependent;

    public void RemoveDependent(GraphNode dependent) => _dependents?.Remove(dependent.Identity.Uid);

    /// <summary>A virtual one was looked for there in vain.</summary>
    public void WasAbsent(ObjectIdentity place) => (_absent ??= []).Add(place);

    public bool IsAbsent(ObjectIdentity place) => _absent?.Contains(place) == true;

    /// <summary>It is known where it is.</summary>
    public void WasFound() => _absent = null;
}
