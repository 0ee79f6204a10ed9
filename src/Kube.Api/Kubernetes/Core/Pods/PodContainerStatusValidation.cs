using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>What nodes report of containers: the users they run as, and the health of the devices they hold.</summary>
internal static class PodContainerStatusValidation
{
    public static void Validate(V1PodStatus status, V1PodSpec spec, FieldPath path, FieldErrors errors)
    {
        var windows = spec.Os?.Name == "windows";
        Users(status.ContainerStatuses.OrEmpty(), windows, path.Child("containerStatuses"), errors);
        Users(status.InitContainerStatuses.OrEmpty(), windows, path.Child("initContainerStatuses"), errors);
        Users(status.EphemeralContainerStatuses.OrEmpty(), windows, path.Child("ephemeralContainerStatuses"), errors);
        Resources(status.ContainerStatuses.OrEmpty(), spec.Containers.OrEmpty(), path.Child("containerStatuses"), errors);
        Resources(status.InitContainerStatuses.OrEmpty(), spec.InitContainers.OrEmpty(), path.Child("initContainerStatuses"), errors);
        for (var i = 0; i < status.EphemeralContainerStatuses.Count(); i++)
        {
            if (status.EphemeralContainerStatuses![i].AllocatedResourcesStatus.Count() > 0)
            {
                errors.Forbidden(
                    path.Child("ephemeralContainerStatuses").Index(i).Child("allocatedResourcesStatus"), "must not be specified in container status");
            }
        }
    }

    private static void Users(List<V1ContainerStatus> statuses, bool windows, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i].User?.Linux is not { } user) continue;
            var at = path.Index(i).Child("linux");
            if (windows)
            {
                errors.Forbidden(at, "cannot be set for a windows pod");
                continue;
            }

            Id(at.Child("uid"), user.Uid, errors);
            Id(at.Child("gid"), user.Gid, errors);
            for (var j = 0; j < user.SupplementalGroups.Count(); j++) Id(at.Child("supplementalGroups").Index(j), user.SupplementalGroups![j], errors);
        }
    }

    private static void Id(FieldPath path, long id, FieldErrors errors)
    {
        if (id is < 0 or > int.MaxValue) errors.Invalid(path, id, FormatRules.Between(0, int.MaxValue));
    }

    private static void Resources(List<V1ContainerStatus> statuses, List<V1Container> containers, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            var resources = statuses[i].AllocatedResourcesStatus.OrEmpty();
            var container = containers.Find(candidate => candidate.Name == statuses[i].Name);
            for (var j = 0; j < resources.Count; j++)
            {
                var at = path.Index(i).Child("allocatedResourcesStatus").Index(j);
                if (container is not null) KnownResource(resources[j].Name ?? "", container, at.Child("name"), errors);
                Health(resources[j].Resources.OrEmpty(), at.Child("resources"), errors);
            }
        }
    }

    private static void KnownResource(string name, V1Container container, FieldPath path, FieldErrors errors)
    {
        const string ClaimPrefix = "claim:";
        if (!name.StartsWith(ClaimPrefix, StringComparison.Ordinal))
        {
            if (!container.Resources.Requests.OrEmpty().ContainsKey(name)) errors.Invalid(path, name, "must match one of the container's resource requests");
            return;
        }

        var names = container.Resources.Claims.OrEmpty()
            .Select(claim => string.IsNullOrEmpty(claim.Request) ? ClaimPrefix + claim.Name : $"{ClaimPrefix}{claim.Name}/{claim.Request}");
        if (!names.Contains(name))
        {
            errors.Invalid(
                path, name,
                "must match one of the container's resource claims in a format 'claim:<claimName>/<request>' or 'claim:<claimName>' if request is empty");
        }
    }

    private static void Health(List<V1ResourceHealth> devices, FieldPath path, FieldErrors errors)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < devices.Count; i++)
        {
            if (devices[i].Health is not ("Healthy" or "Unhealthy" or "Unknown"))
                errors.NotSupported(path.Index(i).Child("health"), devices[i].Health ?? "", "Healthy", "Unhealthy", "Unknown");
            if (!seen.Add(devices[i].ResourceID ?? "")) errors.Duplicate(path.Index(i).Child("resourceID"), devices[i].ResourceID ?? "");
        }
    }
}
