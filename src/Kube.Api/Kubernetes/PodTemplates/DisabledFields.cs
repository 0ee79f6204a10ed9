using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Fields whose features are off by default in 1.36: dropped from what a client sends, unless the stored object uses them already.</summary>
internal static class DisabledFields
{
    /// <param name="spec">What was sent.</param>
    /// <param name="old">What is stored; null on create.</param>
    public static void Drop(V1PodSpec? spec, V1PodSpec? old)
    {
        if (spec is null) return;
        if (old?.SchedulingGroup is null) spec.SchedulingGroup = null;
        if (!UsesStopSignals(old)) DropStopSignals(spec);
        var keepBundles = Uses(old, source => source.ClusterTrustBundle is not null);
        var keepCertificates = Uses(old, source => source.PodCertificate is not null);
        foreach (var source in Projections(spec))
        {
            if (!keepBundles) source.ClusterTrustBundle = null;
            if (!keepCertificates) source.PodCertificate = null;
        }
    }

    /// <inheritdoc cref="Drop(V1PodSpec?, V1PodSpec?)"/>
    public static void Drop(V1PodTemplateSpec? template, V1PodTemplateSpec? old) => Drop(template?.Spec, old?.Spec);

    private static void DropStopSignals(V1PodSpec spec)
    {
        foreach (var container in PodContainers.All(spec))
        {
            if (container.Lifecycle is { } lifecycle) lifecycle.StopSignal = null;
        }
    }

    private static bool UsesStopSignals(V1PodSpec? spec) =>
        spec is not null && PodContainers.All(spec).Any(container => container.Lifecycle?.StopSignal is not null);

    private static bool Uses(V1PodSpec? spec, Func<V1VolumeProjection, bool> feature) => spec is not null && Projections(spec).Any(feature);

    private static IEnumerable<V1VolumeProjection> Projections(V1PodSpec spec) =>
        spec.Volumes.OrEmpty().SelectMany(volume => (volume.Projected?.Sources).OrEmpty());
}
