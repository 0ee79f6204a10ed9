using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Admission;

/// <summary>One object on its way into the store, as admission sees it. Made per request and per round of the write loop.</summary>
public sealed class AdmissionRequest
{
    /// <summary>What is done: create, update, delete (in <see cref="Verbs"/>' words).</summary>
    public required string Operation { get; init; }

    /// <summary>The resource, in the version of the request.</summary>
    public required ResourceDefinition Resource { get; init; }

    /// <summary>The subresource; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace; empty for a cluster-scoped resource.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name; empty while a create has none yet.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who asks.</summary>
    public required UserInfo User { get; init; }

    /// <summary>The object in its stored version; null for a delete. Mutating admission may change it or put another of its kind in its place, validating admission must not.</summary>
    public IKubernetesObject<V1ObjectMeta>? Object { get; set; }

    /// <summary>The object as it is stored, which nobody may change; null for a create.</summary>
    public IKubernetesObject<V1ObjectMeta>? OldObject { get; init; }

    /// <summary>Nothing will be committed.</summary>
    public bool DryRun { get; init; }

    /// <summary>Takes warnings for the client.</summary>
    public required ICollection<string> Warnings { get; init; }
}
