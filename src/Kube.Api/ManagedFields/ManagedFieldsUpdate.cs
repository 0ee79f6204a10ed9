using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>A create, update or patch, as far as ownership of fields goes.</summary>
public sealed class ManagedFieldsUpdate
{
    /// <summary>The object's type in the version of the request.</summary>
    public required TypeSchema Schema { get; init; }

    /// <summary>The object as it is stored, in the version of the request, managedFields included. For a create: a new, empty object of the type as it is
    /// encoded (Go's zero values written: <c>"spec":{"containers":null}</c>), since what it already has is not added by the creator.</summary>
    public required TreeObject Current { get; init; }

    /// <summary>The object as it will be, defaulted, in the version of the request, with the managedFields that the client sent, if any.</summary>
    public required TreeObject Proposed { get; init; }

    /// <summary>The entries of <see cref="Current"/>, when somebody has read them already; null: they are read from it.</summary>
    internal IReadOnlyList<ManagedFieldsEntry>? Stored { get; init; }

    /// <summary>The object does not exist yet.</summary>
    public required bool IsCreate { get; init; }

    /// <summary>Who writes; empty reads as <c>unknown</c>.</summary>
    public required string Manager { get; init; }

    /// <summary>The version of the request, <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The subresource written to, or empty. On a subresource, managedFields in the body are ignored.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>The time that a changed entry gets, UTC.</summary>
    public required DateTime Now { get; init; }

    /// <summary>What the strategy resets in this version, and so nobody comes to own; null for nothing.</summary>
    public FieldFilter? Reset { get; init; }

    /// <summary>Gives the object in the versions in which other managers' fields are said; null when there is only the one version.
    /// Entries in a version it does not know are dropped, as upstream drops those of versions no longer served.</summary>
    public IManagedFieldsVersions? Versions { get; init; }
}
