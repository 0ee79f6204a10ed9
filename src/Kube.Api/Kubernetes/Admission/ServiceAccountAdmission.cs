using Kube.Api.Admission;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Gives a pod its service account, the account's pull secrets and its token (upstream's plugin ServiceAccount, 1.36).</summary>
[AdmissionName("ServiceAccount")]
internal sealed class ServiceAccountAdmission(AdmissionObjects objects, IRandomSource random) : IMutatingAdmission
{
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string EnforceAnnotation = "kubernetes.io/enforce-mountable-secrets";

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, PodAdmission.Pods);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var pod = (V1Pod)request.Object!;
        if (pod.Metadata.Annotations?.ContainsKey(MirrorAnnotation) == true)
        {
            CheckMirror(request, pod.Spec);
            return false;
        }

        var spec = pod.Spec;
        if (string.IsNullOrEmpty(spec.ServiceAccountName)) spec.ServiceAccountName = "default";
        spec.ServiceAccount = spec.ServiceAccountName;
        var account = await objects.FindAsync<V1ServiceAccount>(PodAdmission.ServiceAccounts, request.Namespace, spec.ServiceAccountName, cancellationToken)
            ?? throw AdmissionObjects.Refuse(
                request, $"error looking up service account {request.Namespace}/{spec.ServiceAccountName}: serviceaccount \"{spec.ServiceAccountName}\" not found");
        if (account.Metadata.Annotations?.GetValueOrDefault(EnforceAnnotation) is { } enforce && IsTrue(enforce)) MountableSecrets.Check(request, pod.Spec, account);
        if (spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true) TokenVolume.MountInto(spec, random);
        if (spec.ImagePullSecrets is null or [] && account.ImagePullSecrets is { Count: > 0 } secrets)
            spec.ImagePullSecrets = [.. secrets.Select(static secret => new V1LocalObjectReference { Name = secret.Name })];
        return true;
    }

    /// <summary>A node's own pods may not reach into the cluster.</summary>
    private static void CheckMirror(AdmissionRequest request, V1PodSpec spec)
    {
        if (!string.IsNullOrEmpty(spec.ServiceAccountName)) throw AdmissionObjects.Refuse(request, "a mirror pod may not reference service accounts");
        if (SecretUses.Of(spec).Any()) throw AdmissionObjects.Refuse(request, "a mirror pod may not reference secrets");
        if ((spec.Volumes ?? []).Exists(static volume => (volume.Projected?.Sources ?? []).Exists(static source => source.ServiceAccountToken is not null)))
            throw AdmissionObjects.Refuse(request, "a mirror pod may not use ServiceAccountToken volume projections");
    }

    // Go's strconv.ParseBool.
    private static bool IsTrue(string text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
