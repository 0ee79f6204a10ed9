using Kube.Api.Models;

namespace Kube.Controllers.GarbageCollection;

/// <summary>Who owns whom, kept from the changes of every resource. It decides who must be looked at, never what is deleted: that is decided by what the server
/// says at that moment. Safe for concurrent use (one lock); what it finds goes to the callbacks, which only take notes.</summary>
/// <param name="delete">Somebody's owner may be gone, or its dependents may be: look at this uid.</param>
/// <param name="orphan">Free the dependents of this uid.</param>
/// <param name="invalidReference">An object says that its owner is where it cannot be.</param>
internal sealed class OwnerGraph(Action<string> delete, Action<string> orphan, Action<ObjectIdentity, ObjectIdentity> invalidReference)
{
    public const string OrphanFinalizer = "orphan";
    public const string ForegroundFinalizer = "foregroundDeletion";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, GraphNode> _nodes = [];

    public int Count
    {
        get
        {
            lock (_gate)
                return _nodes.Count;
        }
    }

    /// <summary>An object is there, or changed.</summary>
    public void Observe(string apiVersion, string kind, V1ObjectMeta meta)
    {
        var identity = new ObjectIdentity(apiVersion, kind, meta.Namespace ?? "", meta.Name!, meta.Uid!);
        List<V1OwnerReference> owners = meta.OwnerReferences ?? [];
        lock (_gate)
        {
            if (!_nodes.TryGetValue(identity.Uid, out var node))
            {
                _nodes.Add(identity.Uid, node = new(identity, isVirtual: false) { Owners = owners });
                foreach (var owner in owners) AddToOwner(node, owner);
            }
            else
            {
                if (node.IsVirtual) Materialize(node, identity);
                ChangeOwners(node, owners);
            }

            Follow(node, meta);
        }
    }

    /// <summary>An object is gone.</summary>
    public void Remove(string uid)
    {
        lock (_gate)
        {
            if (_nodes.TryGetValue(uid, out var node)) Remove(node);
        }
    }

    /// <summary>An object was not where it was looked for.</summary>
    public void WasAbsent(ObjectIdentity identity)
    {
        lock (_gate)
        {
            if (!_nodes.TryGetValue(identity.Uid, out var node)) return;
            if (!node.IsVirtual)
            {
                // The cache has not said so yet, or it is somewhere else than its dependents say.
                if (node.Identity == identity) Remove(node);
                return;
            }

            node.WasAbsent(identity);
            foreach (var dependent in node.Dependents.Values)
            {
                if (ReferenceOf(dependent, identity.Uid) is not { } other || node.IsAbsent(other)) continue;
                // Other dependents say another place: it may be there.
                node.Identity = other;
                delete(identity.Uid);
                foreach (var mistaken in node.Dependents.Values)
                    if (ReferenceOf(mistaken, identity.Uid) == identity) delete(mistaken.Identity.Uid);
                return;
            }

            Remove(node);
        }
    }

    /// <summary>What is known of an object.</summary>
    public GraphView? Find(string uid)
    {
        lock (_gate)
        {
            return _nodes.TryGetValue(uid, out var node)
                ? new(node.Identity, node.IsVirtual, node.IsBeingDeleted, node.IsDeletingDependents, [.. node.Dependents.Values.Select(dependent => View(node, dependent))])
                : null;
        }
    }

    private static DependentView View(GraphNode owner, GraphNode dependent) => new(
        dependent.Identity,
        dependent.IsDeletingDependents,
        dependent.Owners.Any(reference => reference.Uid == owner.Identity.Uid && reference.BlockOwnerDeletion == true));

    private static ObjectIdentity? ReferenceOf(GraphNode dependent, string uid) =>
        dependent.Owners.Find(reference => reference.Uid == uid) is { } owner ? Named(owner, dependent.Identity.Namespace) : null;

    private static ObjectIdentity Named(V1OwnerReference owner, string ns) => new(owner.ApiVersion, owner.Kind, ns, owner.Name, owner.Uid);

    // An owner without a namespace may own objects that have one, never the other way round, and never across namespaces.
    private static bool MayOwn(GraphNode owner, GraphNode dependent) => owner.Identity.Namespace.Length == 0 || owner.Identity.Namespace == dependent.Identity.Namespace;

    private void AddToOwner(GraphNode node, V1OwnerReference reference)
    {
        if (!_nodes.TryGetValue(reference.Uid, out var owner))
        {
            _nodes.Add(reference.Uid, owner = new(Named(reference, node.Identity.Namespace), isVirtual: true));
            // It may come yet, or be gone already: the server knows.
            delete(reference.Uid);
        }
        else if (!owner.IsVirtual && !Fits(owner, node, reference))
        {
            Report(node, reference);
        }

        owner.AddDependent(node);
    }

    private static bool Fits(GraphNode owner, GraphNode node, V1OwnerReference reference) =>
        MayOwn(owner, node) && owner.Identity.Name == reference.Name && owner.Identity.Kind == reference.Kind;

    private void Report(GraphNode node, V1OwnerReference reference)
    {
        if (_nodes.TryGetValue(reference.Uid, out var owner) && !MayOwn(owner, node))
            invalidReference(node.Identity, Named(reference, node.Identity.Namespace));
        // What it really has there is what the server says.
        delete(node.Identity.Uid);
    }

    private void Materialize(GraphNode node, ObjectIdentity identity)
    {
        node.Identity = identity;
        node.IsVirtual = false;
        node.WasFound();
        foreach (var dependent in node.Dependents.Values)
        {
            if (dependent.Owners.Find(reference => reference.Uid == identity.Uid) is { } reference && !Fits(node, dependent, reference)) Report(dependent, reference);
        }
    }

    private void ChangeOwners(GraphNode node, List<V1OwnerReference> owners)
    {
        var old = node.Owners;
        node.Owners = owners;
        foreach (var owner in old)
        {
            var current = owners.Find(reference => reference.Uid == owner.Uid);
            if (current is null && _nodes.TryGetValue(owner.Uid, out var left))
            {
                left.RemoveDependent(node);
                if (left.IsVirtual && left.Dependents.Count == 0) _nodes.Remove(owner.Uid);
            }

            // An owner that waits for its dependents may have one less to wait for.
            if (owner.BlockOwnerDeletion == true && current?.BlockOwnerDeletion != true) WakeWaiting(owner.Uid);
        }

        foreach (var owner in owners)
            if (!old.Exists(reference => reference.Uid == owner.Uid)) AddToOwner(node, owner);
    }

    private void WakeWaiting(string uid)
    {
        if (_nodes.TryGetValue(uid, out var owner) && owner.IsDeletingDependents) delete(uid);
    }

    private void Follow(GraphNode node, V1ObjectMeta meta)
    {
        if (meta.DeletionTimestamp is null) return;
        node.IsBeingDeleted = true;
        if (meta.Finalizers is not { } finalizers) return;
        if (finalizers.Contains(OrphanFinalizer)) orphan(node.Identity.Uid);
        if (!finalizers.Contains(ForegroundFinalizer) || node.IsDeletingDependents) return;
        node.IsDeletingDependents = true;
        foreach (var dependent in node.Dependents.Keys) delete(dependent);
        delete(node.Identity.Uid);
    }

    private void Remove(GraphNode node)
    {
        _nodes.Remove(node.Identity.Uid);
        foreach (var owner in node.Owners)
        {
            if (!_nodes.TryGetValue(owner.Uid, out var known)) continue;
            known.RemoveDependent(node);
            if (known.IsVirtual && known.Dependents.Count == 0) _nodes.Remove(owner.Uid);
            WakeWaiting(owner.Uid);
        }

        foreach (var dependent in node.Dependents.Keys) delete(dependent);
    }
}
