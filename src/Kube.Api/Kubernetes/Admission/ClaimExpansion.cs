using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Claims grow only where their class allows it (upstream's plugin PersistentVolumeClaimResize, 1.36).</summary>
[AdmissionName("PersistentVolumeClaimResize")]
internal sealed class ClaimExpansion(AdmissionObjects objects) : IValidatingAdmission
{
    private const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");

    public bool Handles(AdmissionRequest request) => PodAdmission.Updates(request, s_claims) && request.Object is V1PersistentVolumeClaim;

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request is not { Object: V1PersistentVolumeClaim claim, OldObject: V1PersistentVolumeClaim old } || SizeOf(claim).CompareTo(SizeOf(old)) <= 0) return;
        if (old.Status?.Phase != "Bound") throw AdmissionObjects.Refuse(request, "Only bound persistent volume claims can be expanded");
        if (ClassOf(claim) is { Length: > 0 } name && ClassOf(old) == name
            && await objects.FindAsync<V1StorageClass>(PodAdmission.StorageClasses, "", name, cancellationToken) is { AllowVolumeExpansion: true }) return;
        throw AdmissionObjects.Refuse(
            request, "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
    }

    private static ResourceQuantity SizeOf(V1PersistentVolumeClaim claim) => claim.Spec.Resources?.Requests?.GetValueOrDefault("storage") ?? ResourceQuantity.Zero;

    private static string? ClassOf(V1PersistentVolumeClaim claim) => claim.Metadata.Annotations?.GetValueOrDefault(ClassAnnotation) ?? claim.Spec.StorageClassName;
}
