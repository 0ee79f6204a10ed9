namespace Kube.Api.AspNetCore.Responses;

/// <summary>What the rows of a Table carry beside their cells: the query's <c>includeObject</c>.</summary>
internal enum TableContent
{
    /// <summary>The object's metadata: the default.</summary>
    Metadata,

    /// <summary>Nothing.</summary>
    None,

    /// <summary>The whole object.</summary>
    Object,
}
