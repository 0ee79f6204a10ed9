using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Gives containers the default requests and limits of their namespace, and refuses pods and claims that are outside its bounds
/// (upstream's plugin LimitRanger, 1.36).</summary>
internal sealed class LimitRanger(AdmissionObjects objects) : IMutatingAdmission, IValidatingAdmission
{
    private const string Annotation = "kubernetes.io/limit-ranger";
    private const string ContainerType = "Container";
    private const string PodType = "Pod";
    private const string ClaimType = "PersistentVolumeClaim";

    private static readonly GroupVersionResource s_ranges = new("", "v1", "limitranges");
    private static readonly GroupVersionResource s_claims = new("", "v1", "persistentvolumeclaims");

    public bool Handles(AdmissionRequest request) =>
        PodAdmission.Creates(request, PodAdmission.Pods) || PodAdmission.Creates(request, s_claims) || PodAdmission.Updates(request, s_claims);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Object is not V1Pod pod) return false;
        var set = new List<string>();
        foreach (var range in await RangesAsync(request, cancellationToken))
        {
            foreach (var limit in (range.Spec?.Limits ?? []).Where(static limit => limit.Type == ContainerType))
            {
                foreach (var container in pod.Spec.Containers) SetDefaults(container, "container", limit, set);
                foreach (var container in pod.Spec.InitContainers ?? []) SetDefaults(container, "init container", limit, set);
            }
        }

        if (set.Count == 0) return false;
        (pod.Metadata.Annotations ??= [])[Annotation] = "LimitRanger plugin set: " + string.Join("; ", set);
        return true;
    }

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var range in await RangesAsync(request, cancellationToken))
        {
            var problems = new List<string>();
            foreach (var limit in range.Spec?.Limits ?? [])
            {
                if (request.Object is V1Pod pod) CheckPod(pod.Spec, limit, problems);
                else if (request.Object is V1PersistentVolumeClaim claim && limit.Type == ClaimType) LimitBounds.CheckRequests(limit, claim.Spec.Resources?.Requests ?? [], problems);
            }

            if (problems.Count > 0) throw AdmissionObjects.Refuse(request, problems is [var only] ? only : $"[{string.Join(", ", problems)}]");
        }
    }

    private static void CheckPod(V1PodSpec spec, V1LimitRangeItem limit, List<string> problems)
    {
        if (limit.Type == ContainerType)
        {
            foreach (var container in spec.Containers.Concat(spec.InitContainers ?? []))
                LimitBounds.Check(limit, container.Resources?.Requests ?? [], container.Resources?.Limits ?? [], problems);
        }
        else if (limit.Type == PodType)
        {
            LimitBounds.Check(limit, PodResourceSums.Requests(spec), PodResourceSums.Limits(spec), problems);
        }
    }

    private static void SetDefaults(V1Container container, string what, V1LimitRangeItem limit, List<string> set)
    {
        var resources = container.Resources ??= new V1ResourceRequirements();
        Fill(resources.Requests ??= [], limit.DefaultRequest, $"request for {what} {container.Name}", set);
        Fill(resources.Limits ??= [], limit.Default, $"limit for {what} {container.Name}", set);
        if (resources.Requests.Count == 0) resources.Requests = null;
        if (resources.Limits.Count == 0) resources.Limits = null;
    }

    private static void Fill(Dictionary<string, ResourceQuantity> amounts, Dictionary<string, ResourceQuantity>? defaults, string what, List<string> set)
    {
        var filled = new List<string>();
        foreach (var (name, amount) in defaults ?? [])
            if (amounts.TryAdd(name, amount)) filled.Add(name);
        if (filled.Count > 0) set.Add($"{string.Join(", ", filled.Order(StringComparer.Ordinal))} {what}");
    }

    private async ValueTask<IReadOnlyList<V1LimitRange>> RangesAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        await objects.AllAsync<V1LimitRange>(s_ranges, cancellationToken, request.Namespace);
}
