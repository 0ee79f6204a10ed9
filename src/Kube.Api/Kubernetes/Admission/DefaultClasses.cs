using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Claims and ingresses that name no class get the default one: of several the newest, and of those made in one second the first by name
/// (upstream's plugins DefaultStorageClass and DefaultIngressClass, 1.36).</summary>
[AdmissionName("DefaultStorageClass")]
internal sealed class DefaultClasses(AdmissionObjects objects) : IMutatingAdmission
{
    private const string IngressDefault = "ingressclass.kubernetes.io/is-default-class";
    private const string StorageDefault = "storageclass.kubernetes.io/is-default-class";
    private const string BetaStorageDefault = "storageclass.beta.kubernetes.io/is-default-class";

    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");
    private static readonly GroupVersionResource s_ingresses = new("networking.k8s.io", "v1", "ingresses");

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, s_claims) || PodAdmission.Creates(request, s_ingresses);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        switch (request.Object)
        {
            // The empty class is a choice, and so is the annotation that was before.
            case V1PersistentVolumeClaim { Spec.StorageClassName: null } claim when !Has(claim.Metadata, "volume.beta.kubernetes.io/storage-class"):
                var classes = await objects.AllAsync<V1StorageClass>(PodAdmission.StorageClasses, cancellationToken);
                var storage = Choose(classes.Where(static one => IsTrue(one.Metadata, StorageDefault) || IsTrue(one.Metadata, BetaStorageDefault)));
                if (storage is null) return false;
                claim.Spec.StorageClassName = storage.Metadata.Name;
                return true;
            case V1Ingress { Spec.IngressClassName: null } ingress when !Has(ingress.Metadata, "kubernetes.io/ingress.class"):
                var known = await objects.AllAsync<V1IngressClass>(PodAdmission.IngressClasses, cancellationToken);
                var chosen = Choose(known.Where(static one => IsTrue(one.Metadata, IngressDefault)));
                if (chosen is null) return false;
                ingress.Spec.IngressClassName = chosen.Metadata.Name;
                return true;
            default:
                return false;
        }
    }

    private static T? Choose<T>(IEnumerable<T> defaults)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        defaults.OrderByDescending(static one => one.Metadata.CreationTimestamp).ThenBy(static one => one.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();

    private static bool Has(V1ObjectMeta meta, string annotation) => meta.Annotations?.ContainsKey(annotation) == true;

    private static bool IsTrue(V1ObjectMeta meta, string annotation) => meta.Annotations?.GetValueOrDefault(annotation) == "true";
}
