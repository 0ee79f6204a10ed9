using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>What the rules of pods let pass: a stored object may break rules that are younger than it is, and then an update may go on breaking them.</summary>
internal sealed record PodValidationOptions
{
    /// <summary>For a new pod template.</summary>
    public static PodValidationOptions Strict { get; } = new();

    /// <summary>For a new pod.</summary>
    public static PodValidationOptions NewPod { get; } = new() { ResourceIsPod = true };

    /// <summary>The object is a pod, not another kind's template.</summary>
    public bool ResourceIsPod { get; init; }

    /// <summary>The annotation <c>controller.kubernetes.io/pod-deletion-cost</c> need not be a number.</summary>
    public bool AllowInvalidPodDeletionCost { get; init; }

    /// <summary>Label selectors of affinity terms may hold values that no label can have.</summary>
    public bool AllowInvalidLabelValueInSelector { get; init; }

    /// <summary>Required node affinity may hold values that no label can have.</summary>
    public bool AllowInvalidLabelValueInRequiredNodeAffinity { get; init; }

    /// <summary>Huge pages need not be a multiple of their size.</summary>
    public bool AllowIndivisibleHugePagesValues { get; init; }

    /// <summary>Label selectors of topology spread constraints are not checked.</summary>
    public bool AllowInvalidTopologySpreadConstraintLabelSelector { get; init; }

    /// <summary>Keys of topology spread constraints are not checked against their selectors.</summary>
    public bool AllowInvalidMatchLabelKeys { get; init; }

    /// <summary>A service account token may be projected outside its volume.</summary>
    public bool AllowNonLocalProjectedTokenPath { get; init; }

    /// <summary>Sysctls of a namespace that the pod shares with its host are let pass.</summary>
    public bool AllowNamespacedSysctlsForHostNetAndHostIPC { get; init; }

    /// <summary>For an update of a pod: what the stored pod breaks already may stay broken.</summary>
    public static PodValidationOptions ForPodUpdate(V1Pod old) => ForUpdate(old.Spec, old.Metadata) with { ResourceIsPod = true };

    /// <summary>For an update of an object with a template; <paramref name="old"/> is null when the stored object had none.</summary>
    public static PodValidationOptions ForTemplateUpdate(V1PodTemplateSpec? old) => old is null ? Strict : ForUpdate(old.Spec, old.Metadata);

    private static PodValidationOptions ForUpdate(V1PodSpec? spec, V1ObjectMeta? metadata)
    {
        var options = new PodValidationOptions { AllowInvalidPodDeletionCost = !PodAnnotations.HasValidDeletionCost(metadata?.Annotations) };
        return spec is null
            ? options
            : options with
            {
                AllowIndivisibleHugePagesValues = PodRatchets.UsesIndivisibleHugePages(spec),
                AllowInvalidLabelValueInSelector = PodRatchets.HasInvalidLabelValueInAffinity(spec),
                AllowInvalidLabelValueInRequiredNodeAffinity = PodRatchets.HasInvalidLabelValueInNodeAffinity(spec),
                AllowInvalidTopologySpreadConstraintLabelSelector = PodRatchets.HasInvalidSpreadSelector(spec),
                AllowInvalidMatchLabelKeys = PodRatchets.HasInvalidSpreadKeys(spec),
                AllowNonLocalProjectedTokenPath = PodRatchets.HasNonLocalTokenPath(spec),
                AllowNamespacedSysctlsForHostNetAndHostIPC = PodRatchets.HasHostSysctl(spec),
            };
    }
}
