using Kube.Api.Catalog;

namespace Kube.Api.OpenApi;

/// <summary>Which documents there are, and what makes the paths of each. Keys are those of the version 3 index.</summary>
internal static class PathSources
{
    public static SortedDictionary<string, Func<IReadOnlyList<OpenApiPath>>> Of(ResourceCatalogSnapshot snapshot)
    {
        var sources = new SortedDictionary<string, Func<IReadOnlyList<OpenApiPath>>>(StringComparer.Ordinal)
        {
            [".well-known/openid-configuration"] = static () =>
                [Get("/.well-known/openid-configuration/", "getServiceAccountIssuerOpenIDConfiguration", "WellKnown", null, MediaTypes.Json)],
            ["api"] = static () => [Get("/api/", "getCoreAPIVersions", "core", "APIVersions", MediaTypes.Discovery)],
            ["apis"] = static () => [Get("/apis/", "getAPIVersions", "apis", "APIGroupList", MediaTypes.Discovery)],
            ["openid/v1/jwks"] = static () =>
                [Get("/openid/v1/jwks/", "getServiceAccountIssuerOpenIDKeyset", "openid", null, ["application/jwk-set+json"])],
            ["version"] = static () => [Version()],
        };
        foreach (var version in snapshot.Definitions.GroupBy(definition => (definition.Kind.Group, definition.Kind.Version)))
        {
            var (group, name) = version.Key;
            var key = group.Length == 0 ? $"api/{name}" : $"apis/{group}/{name}";
            var definitions = version.ToArray();
            sources[key] = () => Resources($"/{key}", group, name, definitions);
            if (group.Length > 0) sources[$"apis/{group}"] = () => [Group(group)];
        }
        return sources;
    }

    private static List<OpenApiPath> Resources(string root, string group, string version, ResourceDefinition[] definitions)
    {
        var tag = OperationNames.Tag(group, version);
        var id = $"get{OperationNames.Group(group)}{OperationNames.Capital(version)}APIResources";
        var paths = new List<OpenApiPath> { Get(root + "/", id, tag, "APIResourceList", MediaTypes.Discovery) };
        foreach (var definition in definitions.OrderBy(definition => definition.Plural, StringComparer.Ordinal))
            paths.AddRange(new ResourcePaths(root, definition).All());
        paths.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        return paths;
    }

    private static OpenApiPath Group(string group) =>
        Get($"/apis/{group}/", $"get{OperationNames.Group(group)}APIGroup", OperationNames.Tag(group), "APIGroup", MediaTypes.Discovery);

    private static OpenApiPath Version() => new("/version/", [],
    [
        new OpenApiOperation("get", "getCodeVersion", "version")
        {
            Consumes = MediaTypes.Json, Produces = MediaTypes.Json, Answer = WellKnownSchemas.VersionInfo, Description = "The server's version.",
        },
    ]);

    private static OpenApiPath Get(string path, string id, string tag, string? kind, string[] types) => new(path, [],
    [
        new OpenApiOperation("get", id, tag)
        {
            Consumes = types,
            Produces = types,
            Answer = kind is null ? Schema.TypeSchema.String : WellKnownSchemas.Of(kind),
            Description = kind is null ? "Keys and addresses of the service account issuer." : $"Gives {kind}.",
        },
    ]);
}
