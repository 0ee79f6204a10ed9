using Kube.Api.Admission;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Turns a pod's priority class into its priority and preemption policy (upstream's plugin Priority, 1.36).</summary>
[AdmissionName("Priority")]
internal sealed class PriorityAdmission(AdmissionObjects objects) : IMutatingAdmission
{
    private const string PreemptLowerPriority = "PreemptLowerPriority";

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, PodAdmission.Pods) || PodAdmission.Updates(request, PodAdmission.Pods);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = ((V1Pod)request.Object!).Spec;
        if (request.OldObject is V1Pod old)
        {
            // What was computed stays: a client that leaves it out does not mean to change it.
            if (spec.Priority is not null && spec.PreemptionPolicy is not null) return false;
            spec.Priority ??= old.Spec.Priority;
            spec.PreemptionPolicy ??= old.Spec.PreemptionPolicy;
            return true;
        }

        var (value, policy) = await ResolveAsync(request, spec, cancellationToken);
        if (spec.Priority is { } given && given != value)
        {
            throw AdmissionObjects.Refuse(
                request, $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {value} from the given PriorityClass name");
        }

        if (spec.PreemptionPolicy is { } said && said != policy)
        {
            throw AdmissionObjects.Refuse(
                request,
                $"the string value of PreemptionPolicy ({said}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        }

        spec.Priority = value;
        spec.PreemptionPolicy = policy;
        return true;
    }

    private async ValueTask<(int Value, string Policy)> ResolveAsync(AdmissionRequest request, V1PodSpec spec, CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(spec.PriorityClassName))
        {
            var named = await objects.FindAsync<V1PriorityClass>(PodAdmission.PriorityClasses, "", spec.PriorityClassName, cancellationToken)
                ?? throw AdmissionObjects.Refuse(request, $"no PriorityClass with name {spec.PriorityClassName} was found");
            return (named.Value, named.PreemptionPolicy ?? PreemptLowerPriority);
        }

        V1PriorityClass? chosen = null;
        foreach (var candidate in await objects.AllAsync<V1PriorityClass>(PodAdmission.PriorityClasses, cancellationToken))
            if (candidate.GlobalDefault == true && (chosen is null || candidate.Value < chosen.Value)) chosen = candidate;
        if (chosen is null) return (0, PreemptLowerPriority);
        spec.PriorityClassName = chosen.Metadata.Name;
        return (chosen.Value, chosen.PreemptionPolicy ?? PreemptLowerPriority);
    }
}
