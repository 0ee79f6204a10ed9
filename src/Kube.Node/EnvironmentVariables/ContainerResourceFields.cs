using System.Globalization;
using Kube.Api.Models;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Requests and limits of a container as text: the other half of the downward API.</summary>
internal static class ContainerResourceFields
{
    /// <param name="pod">The pod.</param>
    /// <param name="selector">Which amount, of which container.</param>
    /// <param name="ownName">The container that asks; used when the selector names none.</param>
    /// <param name="allocatable">What the node has: the limit of a container that has none.</param>
    /// <exception cref="ContainerSetupException">There is no such container or resource.</exception>
    public static string ValueOf(V1Pod pod, V1ResourceFieldSelector selector, string? ownName, IReadOnlyDictionary<string, ResourceQuantity> allocatable)
    {
        var name = string.IsNullOrEmpty(selector.ContainerName) ? ownName : selector.ContainerName;
        var container = pod.Spec!.Containers.Concat(pod.Spec.InitContainers ?? []).FirstOrDefault(c => c.Name == name)
            ?? throw new ContainerSetupException($"container {name} not found");
        var dot = selector.Resource.IndexOf('.', StringComparison.Ordinal);
        var kind = dot < 0 ? "" : selector.Resource[..dot];
        var resource = selector.Resource[(dot + 1)..];
        if (kind is not ("limits" or "requests")) throw new ContainerSetupException($"Unsupported container resource : {selector.Resource}");

        var amount = (kind == "limits" ? container.Resources?.Limits : container.Resources?.Requests)?.GetValueOrDefault(resource);
        if (kind == "limits" && (amount is null || amount.IsZero)) amount = allocatable.GetValueOrDefault(resource);
        amount ??= ResourceQuantity.Zero;
        var divisor = selector.Divisor is { IsZero: false } given ? given : ResourceQuantity.FromUnits(1);
        var (value, unit) = resource == "cpu" ? (amount.MilliValue, divisor.MilliValue) : (amount.Value, divisor.Value);
        return ((long)Math.Ceiling((decimal)value / unit)).ToString(CultureInfo.InvariantCulture);
    }
}
