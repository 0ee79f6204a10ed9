using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>An object in the graph of owners. Guarded by the graph's lock.</summary>
internal sealed class GraphNode(ObjectIdentity identity, bool isVirtual)
{
    public ObjectIdentity Identity { get; set; } = identity;

    /// <summary>It is known only from the references of its dependents; whether it exists is not known yet.</summary>
    public bool IsVirtual { get; set; } = isVirtual;

    public List<V1OwnerReference> Owners { get; set; } = [];

    public Dictionary<string, GraphNode> Dependents { get; } = [];

    public bool IsBeingDeleted { get; set; }

    /// <summary>It is asked to go after its dependents.</summary>
    public bool IsDeletingDependents { get; set; }

    /// <summary>Places at which a virtual one was looked for in vain.</summary>
    public HashSet<ObjectIdentity> Absent { get; } = [];
}
