using Kube.Api.Admission;
using Kube.Api.Catalog;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Puts the finalizer on volumes, claims and volume attributes classes that keeps them while they are used (upstream's plugin StorageObjectInUseProtection, 1.36).</summary>
[AdmissionName("StorageObjectInUseProtection")]
internal sealed class ProtectStorageInUse : IMutatingAdmission
{
    private static readonly GroupVersionResource s_volumes = new("", "v1", "persistentvolumes");
    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");
    private static readonly GroupVersionResource s_attributes = new("storage.k8s.io", "v1", "volumeattributesclasses");

    public bool Handles(AdmissionRequest request) =>
        PodAdmission.Creates(request, s_volumes) || PodAdmission.Creates(request, s_claims) || PodAdmission.Creates(request, s_attributes);

    public ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var resource = request.Resource.Stored.Resource;
        var finalizer = resource == s_volumes ? "kubernetes.io/pv-protection" : resource == s_claims ? "kubernetes.io/pvc-protection" : "kubernetes.io/vac-protection";
        var finalizers = request.Object!.Metadata.Finalizers ??= [];
        if (finalizers.Contains(finalizer)) return ValueTask.FromResult(false);
        finalizers.Add(finalizer);
        return ValueTask.FromResult(true);
    }
}
