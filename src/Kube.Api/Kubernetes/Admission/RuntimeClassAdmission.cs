using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Gives a pod the overhead, the node selector and the tolerations of its runtime class (upstream's plugin RuntimeClass, 1.36).</summary>
[AdmissionName("RuntimeClass")]
internal sealed class RuntimeClassAdmission(AdmissionObjects objects) : IMutatingAdmission, IValidatingAdmission
{
    private static readonly GroupVersionResource s_classes = new("node.k8s.io", "v1", "runtimeclasses");

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, PodAdmission.Pods);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = ((V1Pod)request.Object!).Spec;
        if (await FindAsync(request, spec, cancellationToken) is not { } found) return false;
        var changed = SetOverhead(request, spec, found);
        return SetScheduling(request, spec, found) || changed;
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = ((V1Pod)request.Object!).Spec;
        var found = await FindAsync(request, spec, cancellationToken);
        if (found?.Overhead?.PodFixed is { } fixedOverhead)
        {
            if (!Same(fixedOverhead, spec.Overhead)) throw AdmissionObjects.Refuse(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        else if (spec.Overhead is { Count: > 0 })
        {
            throw AdmissionObjects.Refuse(request, "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
        }
    }

    private async ValueTask<V1RuntimeClass?> FindAsync(AdmissionRequest request, V1PodSpec spec, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(spec.RuntimeClassName)) return null;
        return await objects.FindAsync<V1RuntimeClass>(s_classes, "", spec.RuntimeClassName, cancellationToken)
            ?? throw AdmissionObjects.Refuse(request, $"pod rejected: RuntimeClass \"{spec.RuntimeClassName}\" not found");
    }

    private static bool SetOverhead(AdmissionRequest request, V1PodSpec spec, V1RuntimeClass found)
    {
        if (found.Overhead?.PodFixed is not { } fixedOverhead) return false;
        if (spec.Overhead is { Count: > 0 } given && !Same(fixedOverhead, given))
            throw AdmissionObjects.Refuse(request, "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        spec.Overhead = new(fixedOverhead);
        return true;
    }

    private static bool SetScheduling(AdmissionRequest request, V1PodSpec spec, V1RuntimeClass found)
    {
        if (found.Scheduling is not { } scheduling) return false;
        foreach (var (key, value) in scheduling.NodeSelector ?? [])
        {
            var selector = spec.NodeSelector ??= [];
            if (selector.TryGetValue(key, out var given) && given != value)
                throw AdmissionObjects.Refuse(request, $"conflict: runtimeClass.scheduling.nodeSelector[{key}] = {value}; pod.spec.nodeSelector[{key}] = {given}");
            selector[key] = value;
        }

        foreach (var toleration in scheduling.Tolerations ?? [])
        {
            var known = spec.Tolerations ??= [];
            if (!known.Exists(toleration.SemanticEquals)) known.Add(toleration);
        }

        return true;
    }

    private static bool Same(Dictionary<string, ResourceQuantity> one, Dictionary<string, ResourceQuantity>? other) =>
        other is not null && one.Count == other.Count && one.All(entry => other.TryGetValue(entry.Key, out var value) && value.Equals(entry.Value));
}
