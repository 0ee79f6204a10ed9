using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The annotations of pods that the server gives a meaning to.</summary>
internal static class PodAnnotations
{
    public const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    public const string AppArmorRuntimeDefault = "runtime/default";
    public const string AppArmorUnconfined = "unconfined";
    public const string AppArmorLocalhostPrefix = "localhost/";
    public const string Mirror = "kubernetes.io/config.mirror";
    public const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    public const string SeccompContainerPrefix = "container.seccomp.security.alpha.kubernetes.io/";

    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    /// <summary>Init containers once stood in annotations; those are dropped whenever seen.</summary>
    private static readonly string[] InitContainerAnnotations =
    [
        "pod.beta.kubernetes.io/init-containers",
        "pod.alpha.kubernetes.io/init-containers",
        "pod.beta.kubernetes.io/init-container-statuses",
        "pod.alpha.kubernetes.io/init-container-statuses",
    ];

    public static void DropInitContainerAnnotations(V1ObjectMeta? metadata)
    {
        if (metadata?.Annotations is not { Count: > 0 } annotations) return;
        foreach (var key in InitContainerAnnotations) annotations.Remove(key);
        if (annotations.Count == 0) metadata.Annotations = null;
    }

    /// <summary>Absent, or a 32-bit number written without a leading plus or zero.</summary>
    public static bool HasValidDeletionCost(Dictionary<string, string>? annotations) =>
        annotations is null || !annotations.TryGetValue(DeletionCost, out var text) || IsDeletionCost(text);

    /// <summary>Rules for annotations of a pod or pod template that are about its containers.</summary>
    public static void Validate(
        Dictionary<string, string>? annotations, V1PodSpec spec, FieldPath path, FieldErrors errors, PodValidationOptions options)
    {
        if (annotations is null) return;
        if (annotations.TryGetValue(Mirror, out var mirror) && string.IsNullOrEmpty(spec.NodeName))
            errors.Invalid(path.Key(Mirror), mirror, "must set spec.nodeName if mirror pod annotation is set");
        if (!options.AllowInvalidPodDeletionCost && !HasValidDeletionCost(annotations))
            errors.Invalid(path.Key(DeletionCost), annotations[DeletionCost], "must be a 32bit integer");
        foreach (var (key, value) in annotations.Sorted())
        {
            if (key == SeccompPod || key.StartsWith(SeccompContainerPrefix, StringComparison.Ordinal)) Seccomp(path.Child(key), value, errors);
            else if (key.StartsWith(AppArmorPrefix, StringComparison.Ordinal)) AppArmor(path.Key(key), key[AppArmorPrefix.Length..], value, spec, errors);
        }
    }

    private static bool IsDeletionCost(string text) =>
        text.Length > 0 && text[0] != '+' && !(text.Length > 1 && text[0] == '0')
        && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);

    private static void Seccomp(FieldPath path, string profile, FieldErrors errors)
    {
        if (profile is "runtime/default" or "docker/default" or "unconfined") return;
        if (profile.StartsWith("localhost/", StringComparison.Ordinal)) PathRules.LocalDescending(path, profile["localhost/".Length..], errors);
        else errors.Invalid(path, profile, "must be a valid seccomp profile");
    }

    private static void AppArmor(FieldPath path, string container, string profile, V1PodSpec spec, FieldErrors errors)
    {
        if (PodContainers.All(spec).All(c => c.Name != container)) errors.Invalid(path, container, "container not found");
        if (profile is "" or AppArmorRuntimeDefault or AppArmorUnconfined || profile.StartsWith(AppArmorLocalhostPrefix, StringComparison.Ordinal)) return;
        errors.Invalid(path, profile, $"invalid AppArmor profile name: {BadValue.Quote(profile)}");
    }
}
