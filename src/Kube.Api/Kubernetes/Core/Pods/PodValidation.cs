using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of a pod as it stands, in upstream's order and words.</summary>
internal static class PodValidation
{
    private const string AppArmorDiffers = "apparmor type in annotation and field must match";

    private static readonly FieldPath MetadataPath = FieldPath.Root("metadata");
    private static readonly FieldPath SpecPath = FieldPath.Root("spec");

    /// <summary>What holds for every pod, new or changed.</summary>
    public static void Validate(V1Pod pod, FieldErrors errors, PodValidationOptions options)
    {
        var spec = pod.Spec ?? new V1PodSpec();
        ObjectMetaValidation.ValidateFinalizerNames(pod.Metadata, errors);
        PodAnnotations.Validate(pod.Metadata.Annotations, spec, MetadataPath.Child("annotations"), errors, options);
        PodSpecValidation.Validate(spec, pod.Metadata, SpecPath, errors, options);
        if (string.IsNullOrEmpty(spec.ServiceAccountName)) NoTokens(spec, errors);
        for (var i = 0; i < spec.Containers.Count(); i++)
            PodSpecValidation.ImageWhitespace(spec.Containers![i].Image, SpecPath.Child("containers").Index(i), errors);
        for (var i = 0; i < spec.InitContainers.Count(); i++)
            PodSpecValidation.ImageWhitespace(spec.InitContainers![i].Image, SpecPath.Child("initContainers").Index(i), errors);
    }

    /// <summary>What holds for a new pod besides.</summary>
    public static void ValidateNew(V1Pod pod, FieldErrors errors)
    {
        var spec = pod.Spec ?? new V1PodSpec();
        if (spec.EphemeralContainers.Count() > 0) errors.Forbidden(SpecPath.Child("ephemeralContainers"), "cannot be set on create");
        if (!string.IsNullOrEmpty(spec.NodeName) && spec.SchedulingGates.Count() > 0)
            errors.Forbidden(SpecPath.Child("nodeName"), "cannot be set until all schedulingGates have been cleared");
        SeccompAnnotations.Match(pod.Metadata, spec, SpecPath, errors);
        AppArmorMatches(pod.Metadata, spec, errors);
    }

    /// <summary>A token speaks for a service account.</summary>
    private static void NoTokens(V1PodSpec spec, FieldErrors errors)
    {
        for (var i = 0; i < spec.Volumes.Count(); i++)
        {
            var sources = (spec.Volumes![i].Projected?.Sources).OrEmpty();
            for (var j = 0; j < sources.Count; j++)
            {
                if (sources[j].ServiceAccountToken is null) continue;
                errors.Forbidden(
                    SpecPath.Child("volumes").Index(i).Child("projected", "sources").Index(j).Child("serviceAccountToken"),
                    "must not be specified when serviceAccountName is not set");
            }
        }
    }

    private static void AppArmorMatches(V1ObjectMeta metadata, V1PodSpec spec, FieldErrors errors)
    {
        if (spec.Os?.Name == "windows" || metadata.Annotations is not { Count: > 0 } annotations) return;
        foreach (var (container, path) in PodContainers.All(spec, SpecPath))
        {
            var profile = container.SecurityContext?.AppArmorProfile ?? spec.SecurityContext?.AppArmorProfile;
            if (profile is null || !annotations.TryGetValue(PodAnnotations.AppArmorPrefix + container.Name, out var annotation)) continue;
            var at = path.Child("securityContext", "appArmorProfile");
            var sameType = profile.Type switch
            {
                "Unconfined" => annotation == PodAnnotations.AppArmorUnconfined,
                "RuntimeDefault" => annotation == PodAnnotations.AppArmorRuntimeDefault,
                "Localhost" => annotation.StartsWith(PodAnnotations.AppArmorLocalhostPrefix, StringComparison.Ordinal),
                _ => true,
            };
            if (!sameType) errors.Forbidden(at.Child("type"), AppArmorDiffers);
            else if (profile.Type == "Localhost" && profile.LocalhostProfile != annotation[PodAnnotations.AppArmorLocalhostPrefix.Length..])
                errors.Forbidden(at.Child("localhostProfile"), "apparmor profile in annotation and field must match");
        }
    }
}
