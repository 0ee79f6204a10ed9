using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;

namespace Kube.Api.Requests;

/// <summary>Says what an object shall become: a whole new object, or a change of the one that is there. Asked again in every round of the write loop.</summary>
internal interface IUpdateSource
{
    /// <summary>The uid that the object must have; null when the request does not say.</summary>
    string? RequiredUid { get; }

    /// <summary>Whether the request makes the object when it is missing: a PUT where the resource's rules allow that, an apply always, another patch never.</summary>
    bool MayCreate(ResourceStrategy rules);

    /// <summary>The object made says itself who owns its fields, as an apply's does; else the pipeline works that out.</summary>
    bool KnowsOwners => false;

    /// <summary>Makes the new object, in the stored version and defaulted; it belongs to the caller.</summary>
    /// <param name="existing">The object as it is; null when it is missing.</param>
    /// <param name="old">The same, decoded; read-only.</param>
    /// <param name="context">The request.</param>
    IKubernetesObject<V1ObjectMeta> Make(ObjectRevision? existing, IKubernetesObject<V1ObjectMeta>? old, WriteContext context);
}
