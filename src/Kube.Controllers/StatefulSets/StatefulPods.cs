using System.Globalization;
using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.StatefulSets;

/// <summary>Who a pod is within its set, and how it is.</summary>
internal static class StatefulPods
{
    public const string RevisionLabel = "controller-revision-hash";
    public const string NameLabel = "statefulset.kubernetes.io/pod-name";
    public const string IndexLabel = "apps.kubernetes.io/pod-index";

    /// <summary>The number of the first pod.</summary>
    public static int Start(V1StatefulSet set) => set.Spec.Ordinals?.Start ?? 0;

    /// <summary>How many pods are wanted.</summary>
    public static int Replicas(V1StatefulSet set) => set.Spec.Replicas ?? 1;

    /// <summary>The number at the end of a pod's name; -1 when it is no pod of the set by its name.</summary>
    public static int Ordinal(V1StatefulSet set, V1Pod pod)
    {
        var name = pod.Metadata.Name!;
        var dash = name.LastIndexOf('-');
        if (dash < 0 || !name.AsSpan(0, dash).SequenceEqual(set.Metadata.Name)) return -1;
        return int.TryParse(name.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : -1;
    }

    /// <summary>Whether a pod has one of the wanted numbers.</summary>
    public static bool IsInRange(V1StatefulSet set, V1Pod pod) => Ordinal(set, pod) is var ordinal && ordinal >= Start(set) && ordinal < Start(set) + Replicas(set);

    /// <summary>The name of the revision that a pod was made by.</summary>
    public static string Revision(V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(RevisionLabel) ?? "";

    /// <summary>Whether the server has the pod; one that was only planned has no phase.</summary>
    public static bool IsCreated(V1Pod pod) => !string.IsNullOrEmpty(pod.Status.Phase);

    public static bool IsGoing(V1Pod pod) => pod.Metadata.DeletionTimestamp is not null;

    public static bool IsRunningAndReady(V1Pod pod) => pod.Status.Phase == PodStates.Running && PodStates.IsReady(pod);

    public static bool IsRunningAndAvailable(V1StatefulSet set, V1Pod pod, DateTimeOffset now) =>
        IsRunningAndReady(pod) && PodStates.IsAvailable(pod, set.Spec.MinReadySeconds ?? 0, now);

    /// <summary>Whether the pod is none that serves: not available, or on its way out.</summary>
    public static bool IsUnavailable(V1StatefulSet set, V1Pod pod, DateTimeOffset now) => IsGoing(pod) || !IsRunningAndAvailable(set, pod, now);
}
