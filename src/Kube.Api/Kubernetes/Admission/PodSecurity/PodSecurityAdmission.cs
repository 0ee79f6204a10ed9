using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>Holds pods to the level that their namespace's labels name (upstream's plugin PodSecurity, 1.36).</summary>
[AdmissionName("PodSecurity")]
internal sealed class PodSecurityAdmission(AdmissionObjects objects) : IValidatingAdmission
{

    public bool Handles(AdmissionRequest request) =>
        request.Operation is Verbs.Create or Verbs.Update
        && (request.Subresource.Length == 0 || request is { Subresource: "ephemeralcontainers" })
        && request.Object is V1Pod or V1Namespace or V1PodTemplate or V1ReplicationController or V1ReplicaSet or V1Deployment or V1DaemonSet or V1StatefulSet or V1Job or V1CronJob;

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Object is V1Namespace changed)
        {
            await CheckNamespaceAsync(request, changed, cancellationToken);
            return;
        }

        var labels = await objects.NamespaceLabelsAsync(request.Namespace, cancellationToken);
        if (!NamespacePolicy.IsSaid(labels) && AuditEvent.Current is null) return;
        var policy = NamespacePolicy.Read(labels, new FieldErrors());
        if (request.Object is V1Pod pod) CheckPod(request, pod, policy);
        else if (TemplateOf(request.Object!) is { Spec: { } spec } template) Warn(request, policy, template.Metadata ?? new(), spec);
    }

    private static void CheckPod(AdmissionRequest request, V1Pod pod, NamespacePolicy policy)
    {
        if (request.OldObject is V1Pod old && !IsSignificant(pod, old)) return;
        AuditEvent.Current?.Annotate("pod-security.kubernetes.io/enforce-policy", policy.Enforce.ToString());
        var findings = policy.Enforce.Judge(pod.Metadata, pod.Spec);
        if (findings.Count > 0) Tell(policy, pod.Metadata, pod.Spec);
        if (findings.Count > 0) throw AdmissionObjects.Refuse(request, $"violates PodSecurity \"{policy.Enforce}\": {Finding.Details(findings)}");
        Warn(request, policy, pod.Metadata, pod.Spec);
    }

    private static void Warn(AdmissionRequest request, NamespacePolicy policy, V1ObjectMeta meta, V1PodSpec spec)
    {
        Tell(policy, meta, spec);
        var findings = policy.Warn.Judge(meta, spec);
        if (findings.Count > 0) request.Warnings.Add($"would violate PodSecurity \"{policy.Warn}\": {Finding.Details(findings)}");
    }

    private static void Tell(NamespacePolicy policy, V1ObjectMeta meta, V1PodSpec spec)
    {
        if (AuditEvent.Current is not { } record || policy.Audit.Judge(meta, spec) is not { Count: > 0 } findings) return;
        record.Annotate("pod-security.kubernetes.io/audit-violations", $"would violate PodSecurity \"{policy.Audit}\": {Finding.Details(findings)}");
    }

    // Of what may change in a running pod, only its containers, their profiles and its namespaces matter here.
    private static bool IsSignificant(V1Pod pod, V1Pod old)
    {
        var was = (old.Metadata.Annotations ?? []).Where(static one => one.Key.Contains("apparmor", StringComparison.Ordinal)).ToHashSet();
        return !pod.Spec.SemanticEquals(old.Spec)
            || !was.SetEquals((pod.Metadata.Annotations ?? []).Where(static one => one.Key.Contains("apparmor", StringComparison.Ordinal)));
    }

    private static V1PodTemplateSpec? TemplateOf(IKubernetesObject<V1ObjectMeta> obj) => obj switch
    {
        V1PodTemplate template => template.Template,
        V1ReplicationController controller => controller.Spec?.Template,
        V1ReplicaSet set => set.Spec?.Template,
        V1Deployment deployment => deployment.Spec?.Template,
        V1DaemonSet set => set.Spec?.Template,
        V1StatefulSet set => set.Spec?.Template,
        V1Job job => job.Spec?.Template,
        V1CronJob job => job.Spec?.JobTemplate?.Spec?.Template,
        _ => null,
    };

    private async ValueTask CheckNamespaceAsync(AdmissionRequest request, V1Namespace changed, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var policy = NamespacePolicy.Read(changed.Metadata.Labels, errors);
        var wrongBefore = new FieldErrors();
        var before = request.OldObject is V1Namespace old ? NamespacePolicy.Read(old.Metadata.Labels, wrongBefore) : null;
        // What was wrong already does not stand in the way of other changes.
        if (errors.Count > 0 && wrongBefore.Count == 0) throw new InvalidException("", "Namespace", changed.Metadata.Name ?? "", errors);
        if (before is null || policy.Enforce == before.Enforce || policy.Enforce.Level <= before.Enforce.Level) return;
        await WarnOfPodsAsync(request, changed.Metadata.Name!, policy.Enforce, cancellationToken);
    }

    private async ValueTask WarnOfPodsAsync(AdmissionRequest request, string ns, LevelVersion level, CancellationToken cancellationToken)
    {
        var byReason = new Dictionary<string, (string First, int Others)>(StringComparer.Ordinal);
        foreach (var pod in await objects.AllAsync<V1Pod>(PodAdmission.Pods, cancellationToken, ns))
        {
            var findings = level.Judge(pod.Metadata, pod.Spec);
            if (findings.Count == 0) continue;
            var reasons = Finding.Reasons(findings);
            byReason[reasons] = byReason.TryGetValue(reasons, out var known) ? (known.First, known.Others + 1) : (pod.Metadata.Name!, 0);
        }

        if (byReason.Count == 0) return;
        request.Warnings.Add($"existing pods in namespace \"{ns}\" violate the new PodSecurity enforce level \"{level}\"");
        foreach (var (reasons, (first, others)) in byReason.OrderBy(static one => one.Value.First, StringComparer.Ordinal))
        {
            var more = others switch { 0 => "", 1 => " (and 1 other pod)", _ => $" (and {others} other pods)" };
            request.Warnings.Add($"{first}{more}: {reasons}");
        }
    }
}
