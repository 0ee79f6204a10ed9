using Kube.Api.Models;
using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>One path and its operations, independent of the version of OpenAPI.</summary>
/// <param name="Path">The path with <c>{namespace}</c> and <c>{name}</c> where they stand.</param>
/// <param name="PathParameters">The parameters in the path.</param>
/// <param name="Operations">Its operations, one for each method.</param>
internal sealed record OpenApiPath(string Path, IReadOnlyList<OpenApiParameter> PathParameters, IReadOnlyList<OpenApiOperation> Operations)
{
    /// <summary>What every operation takes is said once for the path.</summary>
    public IEnumerable<OpenApiParameter> CommonParameters => PathParameters
        .Concat(Operations[0].Parameters.Where(parameter => Operations.All(operation => operation.Parameters.Contains(parameter))))
        .OrderBy(parameter => parameter.Name, StringComparer.Ordinal);

    public IEnumerable<OpenApiParameter> OwnParameters(OpenApiOperation operation) =>
        operation.Parameters.Where(parameter => !Operations.All(other => other.Parameters.Contains(parameter)));
}

/// <summary>One operation.</summary>
internal sealed record OpenApiOperation(string Method, string Id, string Tag)
{
    /// <summary><c>x-kubernetes-action</c>; null outside resources.</summary>
    public string? Action { get; init; }

    /// <summary><c>x-kubernetes-group-version-kind</c>; null outside resources.</summary>
    public GroupVersionKind? Kind { get; init; }

    public IReadOnlyList<OpenApiParameter> Parameters { get; init; } = [];

    public TypeSchema? Body { get; init; }

    public bool BodyRequired { get; init; }

    public IReadOnlyList<string> Consumes { get; init; } = MediaTypes.Anything;

    public IReadOnlyList<string> Produces { get; init; } = MediaTypes.Objects;

    /// <summary>What a success answers.</summary>
    public TypeSchema? Answer { get; init; }

    /// <summary>The codes of success, beside 401.</summary>
    public IReadOnlyList<string> SuccessCodes { get; init; } = ["200"];

    public string Description { get; init; } = "";
}
