using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Kubernetes.Admission.Quotas;

/// <summary>Keeps a namespace within its quotas: what a request adds is checked against their status and counted there at once
/// (upstream's plugin ResourceQuota, 1.36). What deletions free is counted anew by whoever keeps the quotas' status.</summary>
[AdmissionName("ResourceQuota")]
internal sealed class QuotaAdmission(AdmissionObjects objects, ObjectCommits commits, IResourceCatalog catalog) : IValidatingAdmission
{
    private const int Attempts = 5;

    private static readonly GroupVersionResource s_quotas = new("", "v1", "resourcequotas");
    private static readonly string[] s_mustBeStated = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

    public bool Handles(AdmissionRequest request) =>
        request.Resource is { Namespaced: true, StoresNothing: false, Plural: not "events" } && request.Object is not null
        && (request is { Operation: Verbs.Create, Subresource: "" }
            || (request.Operation == Verbs.Update && (request is { Object: V1Service or V1PersistentVolumeClaim, Subresource: "" } || request is { Object: V1Pod, Subresource: "resize" })));

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        Dictionary<string, ResourceQuantity>? growth = null;
        foreach (var quota in await objects.AllAsync<V1ResourceQuota>(s_quotas, cancellationToken, request.Namespace))
        {
            if (!QuotaScopes.Covers(quota.Spec, request.Object!)) continue;
            growth ??= QuotaUsage.Growth(
                QuotaUsage.Of(request.Resource.Stored, request.Object!), request.OldObject is null ? [] : QuotaUsage.Of(request.Resource.Stored, request.OldObject));
            await ChargeAsync(request, quota, growth, cancellationToken);
        }
    }

    private async ValueTask ChargeAsync(AdmissionRequest request, V1ResourceQuota quota, Dictionary<string, ResourceQuantity> growth, CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(s_quotas, out var resource)) return;
        for (var attempt = 1; ; attempt++)
        {
            var hard = quota.Status?.Hard ?? [];
            if (request.Object is V1Pod pod && request.OldObject is null) CheckStated(request, quota, hard, pod);
            var charged = growth.Where(one => hard.ContainsKey(one.Key)).ToDictionary();
            if (charged.Count == 0) return;
            var used = quota.Status!.Used ?? [];
            CheckKnown(request, quota, charged, used);
            CheckRoom(request, quota, charged, hard, used);
            if (request.DryRun) return;

            foreach (var (name, amount) in charged) used[name] = used[name] + amount;
            quota.Status.Used = used;
            if (await TryWriteAsync(resource, quota, cancellationToken)) return;
            if (attempt == Attempts) throw new ConflictException("", "resourcequotas", quota.Metadata.Name!, ConflictException.Modified);
            if (await objects.FindAsync<V1ResourceQuota>(s_quotas, request.Namespace, quota.Metadata.Name!, cancellationToken) is not { } newer) return;
            quota = newer;
        }
    }

    private async ValueTask<bool> TryWriteAsync(ResourceDefinition resource, V1ResourceQuota quota, CancellationToken cancellationToken)
    {
        var revision = long.Parse(quota.Metadata.ResourceVersion!, System.Globalization.CultureInfo.InvariantCulture);
        quota.Metadata.ResourceVersion = null;
        var json = ObjectEncoder.Encode(quota, resource);
        return await commits.UpdateAsync(resource, quota.Metadata.Namespace!, quota.Metadata.Name!, json, revision, cancellationToken) is not null;
    }

    private static void CheckKnown(
        AdmissionRequest request, V1ResourceQuota quota, Dictionary<string, ResourceQuantity> charged, Dictionary<string, ResourceQuantity> used)
    {
        var unknown = charged.Keys.Where(name => !used.ContainsKey(name)).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count > 0) throw AdmissionObjects.Refuse(request, $"status unknown for quota: {quota.Metadata.Name}, resources: {string.Join(',', unknown)}");
    }

    private static void CheckRoom(
        AdmissionRequest request,
        V1ResourceQuota quota,
        Dictionary<string, ResourceQuantity> charged,
        Dictionary<string, ResourceQuantity> hard,
        Dictionary<string, ResourceQuantity> used)
    {
        var exceeded = charged.Keys.Where(name => used[name] + charged[name] > hard[name]).Order(StringComparer.Ordinal).ToList();
        if (exceeded.Count == 0) return;
        throw AdmissionObjects.Refuse(
            request, $"exceeded quota: {quota.Metadata.Name}, requested: {Show(charged)}, used: {Show(used)}, limited: {Show(hard)}");

        string Show(Dictionary<string, ResourceQuantity> amounts) => string.Join(',', exceeded.Select(name => $"{name}={amounts[name]}"));
    }

    // Where cpu or memory is limited, every container must say what it needs.
    private static void CheckStated(AdmissionRequest request, V1ResourceQuota quota, Dictionary<string, ResourceQuantity> hard, V1Pod pod)
    {
        var missing = new List<string>();
        foreach (var name in s_mustBeStated.Where(hard.ContainsKey).Order(StringComparer.Ordinal))
        {
            var silent = pod.Spec.Containers.Concat(pod.Spec.InitContainers ?? []).Where(container => !IsStated(container, name)).Select(static container => container.Name).ToList();
            if (silent.Count > 0) missing.Add($"{name} for: {string.Join(',', silent.Order(StringComparer.Ordinal))}");
        }

        if (missing.Count > 0) throw AdmissionObjects.Refuse(request, $"failed quota: {quota.Metadata.Name}: must specify {string.Join("; ", missing)}");
    }

    private static bool IsStated(V1Container container, string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var amounts = name.StartsWith("limits.", StringComparison.Ordinal) ? container.Resources?.Limits : container.Resources?.Requests;
        return amounts?.ContainsKey(dot < 0 ? name : name[(dot + 1)..]) == true;
    }
}
