using System.Net.Sockets;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of a pod's status and of its changes, in upstream's order and words.</summary>
internal static class PodStatusValidation
{
    private const string Revived = "may not be transitioned to non-terminated state";
    private const string OneOfEachFamily = "may specify no more than one IP for each IP family";

    private static readonly FieldPath StatusPath = FieldPath.Root("status");

    public static void Validate(V1Pod pod, V1Pod old, FieldErrors errors)
    {
        var (status, oldStatus) = (pod.Status ?? new V1PodStatus(), old.Status ?? new V1PodStatus());
        Conditions(status.Conditions.OrEmpty(), StatusPath.Child("conditions"), errors);
        if (!string.IsNullOrEmpty(status.NominatedNodeName) && status.NominatedNodeName != oldStatus.NominatedNodeName)
            errors.InvalidEach(StatusPath.Child("nominatedNodeName"), status.NominatedNodeName, FormatRules.DnsSubdomain(status.NominatedNodeName));
        errors.Immutable(StatusPath.Child("qosClass"), (status.QosClass ?? "") == (oldStatus.QosClass ?? ""), status.QosClass ?? "");
        var spec = old.Spec ?? new V1PodSpec();
        Transitions(status, oldStatus, spec, errors);
        ClaimStatuses(status.ResourceClaimStatuses.OrEmpty(), spec, StatusPath.Child("resourceClaimStatuses"), errors);
        Addresses([.. status.PodIPs.OrEmpty().Select(ip => ip.Ip ?? "")], [.. oldStatus.PodIPs.OrEmpty().Select(ip => ip.Ip ?? "")], "podIPs", errors);
        HostAddresses(status, oldStatus, errors);
        PodContainerStatusValidation.Validate(status, spec, StatusPath, errors);
    }

    private static void Conditions(List<V1PodCondition> conditions, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            var type = conditions[i].Type ?? "";
            if (type is not (PodConditions.Scheduled or PodConditions.Ready or PodConditions.Initialized))
                errors.InvalidEach(path.Index(i).Child("Type"), type, FormatRules.QualifiedName(type));
        }
    }

    /// <summary>A container that ended stays ended, unless its restart policy lets it run again.</summary>
    private static void Transitions(V1PodStatus status, V1PodStatus old, V1PodSpec spec, FieldErrors errors)
    {
        var sidecars = spec.InitContainers.OrEmpty().Where(PodContainers.IsRestartableInit).Select(container => container.Name).ToHashSet();
        var ruled = spec.InitContainers.OrEmpty().Concat(spec.Containers.OrEmpty())
            .Where(container => container.RestartPolicy is not null).Select(container => container.Name).ToHashSet();
        Transitions(status.ContainerStatuses, old.ContainerStatuses, spec.RestartPolicy, ruled, "containerStatuses", errors);
        Transitions(status.InitContainerStatuses, old.InitContainerStatuses, spec.RestartPolicy, [.. sidecars, .. ruled], "initContainerStatuses", errors);
        Transitions(status.EphemeralContainerStatuses, old.EphemeralContainerStatuses, "Never", [], "ephemeralContainerStatuses", errors);
    }

    private static void Transitions(
        List<V1ContainerStatus>? statuses, List<V1ContainerStatus>? old, string? restartPolicy, HashSet<string> free, string field, FieldErrors errors)
    {
        if (restartPolicy == PodContainers.Always) return;
        for (var i = 0; i < old.Count(); i++)
        {
            if (old![i].State?.Terminated is not { } ended || (ended.ExitCode != 0 && restartPolicy == "OnFailure") || free.Contains(old[i].Name)) continue;
            foreach (var _ in statuses.OrEmpty().Where(status => status.Name == old[i].Name && status.State?.Terminated is null))
                errors.Forbidden(StatusPath.Child(field).Index(i).Child("state"), Revived);
        }
    }

    private static void ClaimStatuses(List<V1PodResourceClaimStatus> statuses, V1PodSpec spec, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < statuses.Count; i++)
        {
            var name = statuses[i].Name ?? "";
            var at = path.Index(i).Child("name");
            if (!spec.ResourceClaims.OrEmpty().Exists(claim => claim.Name == name))
                errors.Invalid(at, name, "must match the name of an entry in `spec.resourceClaims`");
            if (!seen.Add(name)) errors.Duplicate(at, name);
            if (statuses[i].ResourceClaimName is { } claimName) errors.InvalidEach(at, claimName, FormatRules.DnsSubdomain(claimName));
        }
    }

    private static void HostAddresses(V1PodStatus status, V1PodStatus old, FieldErrors errors)
    {
        if (status.HostIPs.Count() == 0) return;
        var first = status.HostIPs![0].Ip ?? "";
        if ((status.HostIP ?? "") != first) errors.Invalid(StatusPath.Child("hostIPs").Index(0).Child("ip"), first, "must be equal to `hostIP`");
        Addresses([.. status.HostIPs.Select(ip => ip.Ip ?? "")], [.. old.HostIPs.OrEmpty().Select(ip => ip.Ip ?? "")], "hostIPs", errors);
    }

    /// <summary>Sound addresses, one of each family, none twice. What an object has already is not checked again.</summary>
    private static void Addresses(string[] addresses, string[] old, string field, FieldErrors errors)
    {
        var path = StatusPath.Child(field);
        for (var i = 0; i < addresses.Length; i++)
        {
            if (!old.Contains(addresses[i])) errors.InvalidEach(path.Index(i), addresses[i], FormatRules.Ip(addresses[i]));
        }

        if (addresses.Length < 2) return;
        var shown = new JsonText($"[{string.Join(',', addresses.Select(Shown))}]");
        var families = addresses.Select(address => FormatRules.ParseIp(address)?.Address.AddressFamily).ToHashSet();
        if (families.Contains(null)) errors.Internal(path, $"failed to check for dual stack with error:invalid IPs: [{string.Join(' ', addresses)}]");
        if (!families.SetEquals([AddressFamily.InterNetwork, AddressFamily.InterNetworkV6]) || addresses.Length > 2) errors.Invalid(path, shown, OneOfEachFamily);
        for (var i = 0; i < addresses.Length; i++)
        {
            if (addresses.AsSpan(0, i).Contains(addresses[i])) errors.Duplicate(path.Index(i), new JsonText(Shown(addresses[i])));
        }
    }

    private static string Shown(string address) => $"{{\"IP\":{BadValue.JsonQuote(address)}}}";
}
