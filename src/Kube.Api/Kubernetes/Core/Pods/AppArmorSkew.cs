using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>AppArmor profiles once stood in annotations; a new pod that still has one gets the field from it, and its author is told.</summary>
internal static class AppArmorSkew
{
    public static void Apply(V1Pod pod, ICollection<string> warnings)
    {
        if (pod.Spec is not { } spec || spec.Os?.Name == "windows" || pod.Metadata.Annotations is not { Count: > 0 } annotations) return;
        foreach (var container in spec.InitContainers.OrEmpty().Concat(spec.Containers.OrEmpty()))
        {
            var key = PodAnnotations.AppArmorPrefix + container.Name;
            if (container.SecurityContext?.AppArmorProfile is not null || !annotations.TryGetValue(key, out var annotation)) continue;
            var profile = Profile(annotation);
            if (profile is not null && Same(profile, spec.SecurityContext?.AppArmorProfile)) continue;
            if (profile is not null)
            {
                container.SecurityContext ??= new V1SecurityContext();
                container.SecurityContext.AppArmorProfile = profile;
            }

            warnings.Add($"metadata.annotations[{key}]: deprecated since v1.30; use the \"appArmorProfile\" field instead");
        }
    }

    private static bool Same(V1AppArmorProfile profile, V1AppArmorProfile? other) =>
        other is not null && profile.Type == other.Type && profile.LocalhostProfile == other.LocalhostProfile;

    /// <returns>Null for an annotation that makes no valid profile, which validation will refuse.</returns>
    private static V1AppArmorProfile? Profile(string annotation)
    {
        if (annotation == PodAnnotations.AppArmorUnconfined) return new V1AppArmorProfile { Type = "Unconfined" };
        if (annotation == PodAnnotations.AppArmorRuntimeDefault) return new V1AppArmorProfile { Type = "RuntimeDefault" };
        if (!annotation.StartsWith(PodAnnotations.AppArmorLocalhostPrefix, StringComparison.Ordinal)) return null;
        var file = annotation[PodAnnotations.AppArmorLocalhostPrefix.Length..];
        return file.Length is 0 or > 4095 || file.Trim() != file ? null : new V1AppArmorProfile { Type = "Localhost", LocalhostProfile = file };
    }
}
