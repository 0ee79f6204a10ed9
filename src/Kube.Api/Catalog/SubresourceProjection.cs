using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Catalog;

/// <summary>Shows part of an object as another kind, and writes that kind back into it: a Deployment's <c>scale</c>. One instance serves every request at once.</summary>
public abstract class SubresourceProjection
{
    /// <summary>Where the object keeps the replica count that the view shows as <c>spec.replicas</c>, such as <c>spec.replicas</c>: its owners in the one are
    /// its owners in the other. Null when the view is no Scale.</summary>
    public virtual string? ReplicasPath => null;

    /// <summary>Refuses a read of an object that lacks what the view shows; a write may still set it. Default: any object can be shown.</summary>
    /// <exception cref="Errors.ApiException">The object cannot be shown.</exception>
    public virtual void EnsureReadable(IKubernetesObject<V1ObjectMeta> parent)
    {
    }

    /// <summary>Makes the view of <paramref name="parent"/>, metadata included. The result belongs to the caller and shares nothing that it may change.</summary>
    public abstract IKubernetesObject<V1ObjectMeta> Read(IKubernetesObject<V1ObjectMeta> parent);

    /// <summary>Writes a view that a client sent back into the object, which the caller owns; the object's update strategy runs afterwards.</summary>
    /// <param name="parent">The object to change.</param>
    /// <param name="view">What the client sent, defaulted.</param>
    /// <param name="errors">Takes what is wrong with the view; then the write is refused in the name of the view's kind.</param>
    public abstract void Write(IKubernetesObject<V1ObjectMeta> parent, IKubernetesObject<V1ObjectMeta> view, FieldErrors errors);
}
