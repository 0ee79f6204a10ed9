using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>The content types of patches.</summary>
internal static class PatchTypes
{
    public static bool IsKnown(string? contentType) => Find(contentType) is not null;

    public static PatchType Of(string? contentType) => Find(contentType) ?? PatchType.StrategicMerge;

    private static PatchType? Find(string? contentType) => MediaTypes.WithoutParameters(contentType) switch
    {
        MediaTypes.JsonPatch => PatchType.Json,
        MediaTypes.MergePatch => PatchType.Merge,
        MediaTypes.StrategicMergePatch => PatchType.StrategicMerge,
        MediaTypes.ApplyYaml => PatchType.Apply,
        _ => null,
    };
}
