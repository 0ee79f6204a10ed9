using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>A pod is told the zone and region of its node by labels, as it is bound or made for one (upstream's plugin PodTopologyLabels, 1.36; KEP-4742). What it says
/// itself stays.</summary>
[AdmissionName("PodTopologyLabels")]
internal sealed class PodTopologyLabels(AdmissionObjects objects) : IMutatingAdmission
{
    private static readonly GroupVersionResource s_nodes = new("", "v1", "nodes");
    private static readonly string[] s_labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"];

    public bool Handles(AdmissionRequest request) =>
        request.Operation == Verbs.Create && request.Resource.Stored.Resource == PodAdmission.Pods && NodeOf(request) is { Length: > 0 };

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        // A node that is not there yet tells nothing; the pod is made all the same.
        if (await objects.LabelsAsync(s_nodes, NodeOf(request)!, cancellationToken) is not { } known) return false;
        var changed = false;
        foreach (var label in s_labels)
            if (known.TryGetValue(label, out var value)) changed |= (request.Object!.Metadata.Labels ??= []).TryAdd(label, value);
        return changed;
    }

    private static string? NodeOf(AdmissionRequest request) => request.Object switch
    {
        V1Pod { Spec.NodeName: var node } when request.Subresource.Length == 0 => node,
        V1Binding { Target: { Kind: "Node", Name: var node } } when request.Subresource == "binding" => node,
        _ => null,
    };
}
