using Kube.Api.Models;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.StatefulSets;

/// <summary>What makes a pod of a set that very pod: its name, its place in the network, its storage.</summary>
internal static class StatefulIdentity
{
    /// <summary>The pod of a number.</summary>
    /// <param name="set">The set.</param>
    /// <param name="template">The template of its revision.</param>
    /// <param name="revision">The name of its revision.</param>
    /// <param name="ordinal">The number.</param>
    public static V1Pod Make(V1StatefulSet set, V1PodTemplateSpec template, string revision, int ordinal)
    {
        var metadata = template.Metadata;
        var pod = new V1Pod
        {
            Metadata = new()
            {
                Name = $"{set.Metadata.Name}-{ordinal}",
                Namespace = set.Metadata.Namespace,
                // Upstream's pods carry it too, from how it instantiates templates.
                GenerateName = $"{set.Metadata.Name}-",
                Labels = new(metadata.Labels ?? []),
                Annotations = metadata.Annotations is null ? null : new(metadata.Annotations),
                Finalizers = metadata.Finalizers is null ? null : [.. metadata.Finalizers],
                OwnerReferences = [OwnerReferences.ToController(set)],
            },
            Spec = template.Spec.DeepClone(),
        };
        pod.Metadata.Labels[StatefulPods.RevisionLabel] = revision;
        GiveName(set, pod, ordinal);
        pod.Spec.Hostname = pod.Metadata.Name;
        pod.Spec.Subdomain = NullIfEmpty(set.Spec.ServiceName);
        GiveStorage(set, pod, ordinal);
        return pod;
    }

    /// <summary>Whether a pod carries the labels of who it is.</summary>
    public static bool HasName(V1StatefulSet set, V1Pod pod) => pod.Metadata.Labels?.GetValueOrDefault(StatefulPods.NameLabel) == pod.Metadata.Name;

    /// <summary>Puts the labels of who it is on a pod.</summary>
    public static void GiveName(V1StatefulSet set, V1Pod pod, int ordinal)
    {
        var labels = pod.Metadata.Labels ??= [];
        labels[StatefulPods.NameLabel] = $"{set.Metadata.Name}-{ordinal}";
        labels[StatefulPods.IndexLabel] = $"{ordinal}";
    }

    /// <summary>Whether a pod has the volumes of the set's claims.</summary>
    public static bool HasStorage(V1StatefulSet set, V1Pod pod)
    {
        var ordinal = StatefulPods.Ordinal(set, pod);
        foreach (var template in set.Spec.VolumeClaimTemplates ?? [])
        {
            var volume = pod.Spec.Volumes?.Find(candidate => candidate.Name == template.Metadata.Name);
            if (volume?.PersistentVolumeClaim?.ClaimName != ClaimName(set, template, ordinal)) return false;
        }

        return true;
    }

    /// <summary>The claims of the pod of a number, as they are created.</summary>
    public static IEnumerable<V1PersistentVolumeClaim> Claims(V1StatefulSet set, int ordinal)
    {
        foreach (var template in set.Spec.VolumeClaimTemplates ?? [])
        {
            var labels = new Dictionary<string, string>(template.Metadata.Labels ?? []);
            foreach (var (key, value) in set.Spec.Selector?.MatchLabels ?? []) labels[key] = value;
            yield return new V1PersistentVolumeClaim
            {
                Metadata = new()
                {
                    Name = ClaimName(set, template, ordinal),
                    Namespace = set.Metadata.Namespace,
                    Labels = labels.Count > 0 ? labels : null,
                    Annotations = template.Metadata.Annotations is null ? null : new(template.Metadata.Annotations),
                    Finalizers = template.Metadata.Finalizers is null ? null : [.. template.Metadata.Finalizers],
                },
                Spec = template.Spec.DeepClone(),
            };
        }
    }

    /// <summary>The name of the claim of a template and a number.</summary>
    public static string ClaimName(V1StatefulSet set, V1PersistentVolumeClaim template, int ordinal) => $"{template.Metadata.Name}-{set.Metadata.Name}-{ordinal}";

    // A volume of the template with a claim's name gives way to the claim.
    private static void GiveStorage(V1StatefulSet set, V1Pod pod, int ordinal)
    {
        if (set.Spec.VolumeClaimTemplates is not { Count: > 0 } templates) return;
        var volumes = templates.ConvertAll(template => new V1Volume
        {
            Name = template.Metadata.Name!,
            PersistentVolumeClaim = new() { ClaimName = ClaimName(set, template, ordinal) },
        });
        volumes.AddRange((pod.Spec.Volumes ?? []).Where(volume => !templates.Exists(template => template.Metadata.Name == volume.Name)));
        pod.Spec.Volumes = volumes;
    }

    private static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
