using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>A new node takes no pods until it is ready (upstream's plugin TaintNodesByCondition, 1.36).</summary>
[AdmissionName("TaintNodesByCondition")]
internal sealed class TaintNewNodes : IMutatingAdmission
{
    private static readonly GroupVersionResource s_nodes = new("", "v1", "nodes");

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, s_nodes);

    public ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var taints = ((V1Node)request.Object!).Spec.Taints ??= [];
        if (taints.Exists(static taint => taint is { Key: "node.kubernetes.io/not-ready", Effect: "NoSchedule" })) return ValueTask.FromResult(false);
        taints.Add(new V1Taint { Key = "node.kubernetes.io/not-ready", Effect = "NoSchedule" });
        return ValueTask.FromResult(true);
    }
}
