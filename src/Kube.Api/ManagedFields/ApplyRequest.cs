using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.ManagedFields;

/// <summary>A server-side apply, as far as merging and ownership go.</summary>
internal sealed class ApplyRequest
{
    /// <summary>The object's type in the version of the request.</summary>
    public required TypeSchema Schema { get; init; }

    /// <summary>The object as it is, in the version of the request, managedFields and resourceVersion included; <see cref="Empty"/> where there is none.</summary>
    public required TreeObject Live { get; init; }

    /// <summary>A new object of the type as it is encoded, Go's zero values written.</summary>
    public required TreeObject Empty { get; init; }

    /// <summary>The configuration, of the request's kind and version, without managedFields.</summary>
    public required TreeObject Applied { get; init; }

    /// <summary>Who applies.</summary>
    public required string Manager { get; init; }

    /// <summary>The version of the request, <c>apps/v1</c>.</summary>
    public required string ApiVersion { get; init; }

    /// <summary>The subresource applied to, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>Takes fields in conflict over.</summary>
    public bool Force { get; init; }

    /// <summary>The time that a changed entry gets, UTC.</summary>
    public required DateTime Now { get; init; }

    /// <summary>What the strategy resets in this version; null for nothing.</summary>
    public FieldFilter? Reset { get; init; }

    /// <summary>Converts between versions; null when there is only the one.</summary>
    public IManagedFieldsVersions? Versions { get; init; }
}
