using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client;

/// <summary>One request of a client.</summary>
public sealed record TransportRequest
{
    /// <summary>One of <see cref="Catalog.Verbs"/>.</summary>
    public required string Verb { get; init; }

    /// <summary>The resource.</summary>
    public required ClientResource Resource { get; init; }

    /// <summary>The subresource; empty for the object itself.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The namespace; empty for a cluster-scoped resource or all namespaces.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name; empty for a collection or a create.</summary>
    public string Name { get; init; } = "";

    /// <summary>What is created or replaces the object; must be cloned by a transport that keeps it.</summary>
    public IKubernetesObject? Body { get; init; }

    /// <summary>Reads and writes the body and the answer; the resource's own unless a subresource has another kind.</summary>
    public required ObjectCodec Codec { get; init; }

    /// <summary>The patch, for a patch.</summary>
    public PatchBody? Patch { get; init; }

    /// <summary>Options of a create, update or patch.</summary>
    public WriteOptions WriteOptions { get; init; } = WriteOptions.Default;

    /// <summary>Options of a deletion.</summary>
    public V1DeleteOptions? DeleteOptions { get; init; }
}
