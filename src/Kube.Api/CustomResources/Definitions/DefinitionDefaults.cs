using Kube.Api.Models;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>What a definition leaves out.</summary>
internal static class DefinitionDefaults
{
    private const int HttpsPort = 443;

    public static void Apply(V1CustomResourceDefinition obj)
    {
        var spec = obj.Spec ??= new V1CustomResourceDefinitionSpec();
        var names = spec.Names ??= new V1CustomResourceDefinitionNames();
        if (string.IsNullOrEmpty(names.Singular)) names.Singular = NullIfEmpty(names.Kind?.ToLowerInvariant());
        if (string.IsNullOrEmpty(names.ListKind) && !string.IsNullOrEmpty(names.Kind)) names.ListKind = names.Kind + "List";
        spec.Conversion ??= new V1CustomResourceConversion { Strategy = "None" };
        if (spec.Conversion.Webhook?.ClientConfig?.Service is { } service) service.Port ??= HttpsPort;
        if (obj.Status is not { StoredVersions: { Count: > 0 } }) AddStoredVersion(obj);
    }

    /// <summary>The storage version is one that objects are stored in.</summary>
    public static void AddStoredVersion(V1CustomResourceDefinition obj)
    {
        if ((obj.Spec.Versions ?? []).FirstOrDefault(static version => version.Storage)?.Name is not { } storage) return;
        var stored = (obj.Status ??= new V1CustomResourceDefinitionStatus()).StoredVersions ??= [];
        if (!stored.Contains(storage)) stored.Add(storage);
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
