using Kube.Api.Admission;
using Kube.Api.Catalog;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Puts the finalizer on volumes and claims that keeps them while they are used (upstream's plugin StorageObjectInUseProtection, 1.36).</summary>
internal sealed class ProtectStorageInUse : IMutatingAdmission
{
    private static readonly GroupVersionResource s_volumes = new("", "v1", "persistentvolumes");
    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, s_volumes) || PodAdmission.Creates(request, s_claims);

    public ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var finalizer = request.Resource.Stored.Resource == s_volumes ? "kubernetes.io/pv-protection" : "kubernetes.io/pvc-protection";
        var finalizers = request.Object!.Metadata.Finalizers ??= [];
        if (finalizers.Contains(finalizer)) return ValueTask.FromResult(false);
        finalizers.Add(finalizer);
        return ValueTask.FromResult(true);
    }
}
