using Kube.Api.Models;
using Kube.Api.Schema;

namespace Kube.Api.OpenApi;

/// <summary>Definitions that operations refer to beside the resources' own.</summary>
internal static class WellKnownSchemas
{
    private const string Meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

    public static TypeSchema Patch { get; } = TypeSchema.Object(Meta + "Patch", static () => []);

    public static TypeSchema VersionInfo { get; } = TypeSchema.Object("io.k8s.apimachinery.pkg.version.Info", static () =>
    [
        .. new[] { "buildDate", "compiler", "emulationMajor", "emulationMinor", "gitCommit", "gitTreeState", "gitVersion", "goVersion", "major",
            "minCompatibilityMajor", "minCompatibilityMinor", "minor", "platform" }.Select(name => new FieldSchema(name, TypeSchema.String)
            {
                Required = !name.StartsWith("emulation", StringComparison.Ordinal) && !name.StartsWith("minCompatibility", StringComparison.Ordinal),
                Default = "\"\"",
            }),
    ]);

    public static TypeSchema Status => Of("Status");

    public static TypeSchema DeleteOptions => Of("DeleteOptions");

    /// <summary>A kind of meta/v1; a definition without fields when the model lacks it.</summary>
    public static TypeSchema Of(string kind) =>
        KubernetesTypes.Find(new GroupVersionKind("", "v1", kind))?.Schema ?? TypeSchema.Object(Meta + kind, static () => []);

    /// <summary>The list kind of a resource; made up when the model has none, as for a user's own type.</summary>
    public static TypeSchema ListOf(ObjectCodec codec)
    {
        var kind = codec.Kind with { Kind = codec.Kind.Kind + "List" };
        if (KubernetesTypes.Find(kind)?.Schema is { } known) return known;
        var metadata = KubernetesTypes.Find(new GroupVersionKind("", "v1", "ConfigMapList"))?.Schema.FindField("metadata")?.Type ?? TypeSchema.Any;
        var item = codec.Schema;
        return TypeSchema.Object($"{item.Name}List", () =>
        [
            new("apiVersion", TypeSchema.String),
            new("items", TypeSchema.List(item)) { Required = true },
            new("kind", TypeSchema.String),
            new("metadata", metadata) { Default = "{}" },
        ], [kind]);
    }
}
