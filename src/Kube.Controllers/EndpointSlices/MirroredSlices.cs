using Kube.Api.Models;

namespace Kube.Controllers.EndpointSlices;

/// <summary>The slices that mirror Endpoints which somebody else keeps, for a service without a selector.</summary>
internal static class MirroredSlices
{
    /// <summary>Most addresses of a subset that are mirrored.</summary>
    private const int MostPerSubset = 1000;

    /// <summary>Whether endpoints are to be mirrored: not those made by the cluster's own controllers, nor those that serve leader election.</summary>
    public static bool IsWanted(V1Endpoints endpoints, V1Service service) =>
        endpoints.Metadata.Labels?.GetValueOrDefault(SliceNames.SkipMirror) != "true"
        && endpoints.Metadata.Annotations?.ContainsKey(SliceNames.Leader) != true
        && service.Spec.Selector is null or { Count: 0 };

    /// <summary>Decides.</summary>
    public static SlicePlan Plan(V1Endpoints endpoints, IReadOnlyList<V1EndpointSlice> existing)
    {
        var groups = new OrderedDictionary<string, SliceGroup>();
        foreach (var subset in endpoints.Subsets ?? [])
        {
            var ports = (subset.Ports ?? []).ConvertAll(port => new Discoveryv1EndpointPort
            {
                Name = port.Name ?? "", Port = port.Port, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol,
            });
            var addresses = (subset.Addresses ?? []).Select(address => (address, Ready: true))
                .Concat((subset.NotReadyAddresses ?? []).Select(address => (address, Ready: false))).Take(MostPerSubset);
            foreach (var (address, ready) in addresses)
            {
                if (ServicePods.FamilyOf(address.Ip) is not { } family) continue;
                var key = SliceGroup.Key(family, ports);
                if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = new(family, ports, []));
                group.Endpoints.Add(new V1Endpoint
                {
                    Addresses = [address.Ip],
                    Conditions = new V1EndpointConditions { Ready = ready },
                    Hostname = address.Hostname,
                    NodeName = address.NodeName,
                    TargetRef = address.TargetRef,
                });
            }
        }

        // A family with nothing to mirror has no slice: placeholders are for selectors only.
        var families = groups.Values.Select(group => group.AddressType).Distinct().Order(StringComparer.Ordinal).ToList();
        return new SlicePacker(family => Fresh(endpoints, family), MostPerSubset).Pack(existing, [.. groups.Values], families);
    }

    private static V1EndpointSlice Fresh(V1Endpoints endpoints, string family)
    {
        var labels = new Dictionary<string, string>(endpoints.Metadata.Labels ?? []);
        labels[SliceNames.ServiceName] = endpoints.Metadata.Name!;
        labels[SliceNames.ManagedBy] = SliceNames.MirroringController;
        var annotations = new Dictionary<string, string>(endpoints.Metadata.Annotations ?? []);
        annotations.Remove(SliceNames.TriggerTime);
        annotations.Remove(SliceNames.LastApplied);
        var prefix = endpoints.Metadata.Name + "-";
        return new V1EndpointSlice
        {
            Metadata = new V1ObjectMeta
            {
                GenerateName = prefix.Length > 58 ? endpoints.Metadata.Name : prefix,
                Namespace = endpoints.Metadata.Namespace,
                Labels = labels,
                Annotations = annotations.Count > 0 ? annotations : null,
                OwnerReferences =
                [
                    new V1OwnerReference
                    {
                        ApiVersion = "v1", Kind = "Endpoints", Name = endpoints.Metadata.Name!, Uid = endpoints.Metadata.Uid!, Controller = true, BlockOwnerDeletion = true,
                    },
                ],
            },
            AddressType = family,
        };
    }
}
