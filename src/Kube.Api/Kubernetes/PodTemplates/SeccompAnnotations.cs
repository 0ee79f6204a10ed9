using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Seccomp profiles once stood in annotations; where both are given they must agree.</summary>
internal static class SeccompAnnotations
{
    private const string TypesDiffer = "seccomp type in annotation and field must match";

    public static void Match(V1ObjectMeta metadata, V1PodSpec spec, FieldPath specPath, FieldErrors errors)
    {
        if (metadata.Annotations is not { Count: > 0 } annotations) return;
        if (spec.SecurityContext?.SeccompProfile is { } podProfile && annotations.TryGetValue(PodAnnotations.SeccompPod, out var podAnnotation))
            Match(podAnnotation, podProfile, specPath.Child("securityContext", "seccompProfile"), errors);
        foreach (var (container, path) in PodContainers.All(spec, specPath))
        {
            if (container.SecurityContext?.SeccompProfile is { } profile
                && annotations.TryGetValue(PodAnnotations.SeccompContainerPrefix + container.Name, out var annotation))
            {
                Match(annotation, profile, path.Child("securityContext", "seccompProfile"), errors);
            }
        }
    }

    private static void Match(string annotation, V1SeccompProfile profile, FieldPath path, FieldErrors errors)
    {
        const string localhost = "localhost/";
        var sameType = profile.Type switch
        {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation is "runtime/default" or "docker/default",
            "Localhost" => annotation.StartsWith(localhost, StringComparison.Ordinal),
            _ => true,
        };
        if (!sameType) errors.Forbidden(path.Child("type"), TypesDiffer);
        else if (profile.Type == "Localhost" && profile.LocalhostProfile != annotation[localhost.Length..])
            errors.Forbidden(path.Child("localhostProfile"), "seccomp profile in annotation and field must match");
    }
}
