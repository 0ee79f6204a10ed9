using Kube.Api.Admission;
using Kube.Api.Catalog;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Names of the resources that the plugins know, and the question that most of them ask first.</summary>
internal static class PodAdmission
{
    public static readonly GroupVersionResource Pods = new("", "v1", "pods");
    public static readonly GroupVersionResource ServiceAccounts = new("", "v1", "serviceaccounts");
    public static readonly GroupVersionResource PriorityClasses = new("scheduling.k8s.io", "v1", "priorityclasses");
    public static readonly GroupVersionResource StorageClasses = new("storage.k8s.io", "v1", "storageclasses");
    public static readonly GroupVersionResource IngressClasses = new("networking.k8s.io", "v1", "ingressclasses");

    public static bool Creates(AdmissionRequest request, GroupVersionResource resource) =>
        request.Operation == Verbs.Create && request.Subresource.Length == 0 && request.Resource.Stored.Resource == resource;

    public static bool Updates(AdmissionRequest request, GroupVersionResource resource) =>
        request.Operation == Verbs.Update && request.Subresource.Length == 0 && request.Resource.Stored.Resource == resource;
}
