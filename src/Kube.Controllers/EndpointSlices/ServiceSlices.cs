using Kube.Api.Models;
using Kube.Controllers.Pods;

namespace Kube.Controllers.EndpointSlices;

/// <summary>The slices of a service with a selector: decides from the service, its pods and their nodes.</summary>
internal static class ServiceSlices
{
    /// <summary>Decides.</summary>
    /// <param name="service">The service.</param>
    /// <param name="pods">The pods it selects.</param>
    /// <param name="existing">The slices this controller made for it.</param>
    /// <param name="nodeOf">A node by name; null when it is not known.</param>
    /// <param name="missing">Is set when a pod was left out because its node is not known yet.</param>
    public static SlicePlan Plan(
        V1Service service, IReadOnlyList<V1Pod> pods, IReadOnlyList<V1EndpointSlice> existing, Func<string, V1Node?> nodeOf, out bool missing)
    {
        missing = false;
        var families = ServicePods.Families(service);
        var groups = new OrderedDictionary<string, SliceGroup>();
        foreach (var pod in pods)
        {
            if (!ServicePods.IsReachable(pod, includeTerminating: true)) continue;
            var node = pod.Spec.NodeName is { Length: > 0 } name ? nodeOf(name) : null;
            if (node is null && pod.Metadata.DeletionTimestamp is null)
            {
                missing = true;
                continue;
            }

            var ports = Ports(service, pod);
            foreach (var family in families)
            {
                var endpoint = Endpoint(service, pod, node, family);
                if (endpoint.Addresses.Count == 0) continue;
                var key = SliceGroup.Key(family, ports);
                if (!groups.TryGetValue(key, out var group)) groups.Add(key, group = new(family, ports, []));
                group.Endpoints.Add(endpoint);
            }
        }

        foreach (var group in groups.Values) TrafficHints.Apply(service, group.Endpoints);
        return new SlicePacker(family => Fresh(service, family), SlicePacker.DefaultMost).Pack(existing, [.. groups.Values], families);
    }

    private static V1EndpointSlice Fresh(V1Service service, string family)
    {
        var prefix = service.Metadata.Name + "-";
        return new V1EndpointSlice
        {
            Metadata = new V1ObjectMeta
            {
                GenerateName = prefix.Length > 58 ? service.Metadata.Name : prefix,
                Namespace = service.Metadata.Namespace,
                Labels = Labels(service),
                OwnerReferences =
                [
                    new V1OwnerReference
                    {
                        ApiVersion = "v1", Kind = "Service", Name = service.Metadata.Name!, Uid = service.Metadata.Uid!, Controller = true, BlockOwnerDeletion = true,
                    },
                ],
            },
            AddressType = family,
        };
    }

    private static Dictionary<string, string> Labels(V1Service service)
    {
        var labels = new Dictionary<string, string>(service.Metadata.Labels ?? []);
        labels.Remove(SliceNames.Headless);
        if (ServicePods.IsHeadless(service)) labels[SliceNames.Headless] = "";
        labels[SliceNames.ServiceName] = service.Metadata.Name!;
        labels[SliceNames.ManagedBy] = SliceNames.Controller;
        return labels;
    }

    private static List<Discoveryv1EndpointPort> Ports(V1Service service, V1Pod pod)
    {
        var ports = new List<Discoveryv1EndpointPort>();
        foreach (var port in service.Spec.Ports ?? [])
            if (ServicePods.FindPort(port, pod) is { } number)
                ports.Add(new() { Name = port.Name ?? "", Port = number, Protocol = port.Protocol ?? "TCP", AppProtocol = port.AppProtocol });
        return ports;
    }

    private static V1Endpoint Endpoint(V1Service service, V1Pod pod, V1Node? node, string family)
    {
        var serving = PodStates.IsReady(pod);
        var terminating = pod.Metadata.DeletionTimestamp is not null;
        return new V1Endpoint
        {
            Addresses = ServicePods.Addresses(pod, family),
            // A terminating endpoint is never ready, unless the service asks for all.
            Conditions = new V1EndpointConditions
            {
                Ready = service.Spec.PublishNotReadyAddresses == true || (serving && !terminating), Serving = serving, Terminating = terminating,
            },
            Hostname = ServicePods.Hostname(service, pod),
            TargetRef = ServicePods.Reference(pod),
            NodeName = pod.Spec.NodeName,
            Zone = node?.Metadata.Labels?.GetValueOrDefault(SliceNames.Zone) is { Length: > 0 } zone ? zone : null,
        };
    }
}
