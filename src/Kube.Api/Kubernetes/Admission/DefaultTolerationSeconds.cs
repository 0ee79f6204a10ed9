using Kube.Api.Admission;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Lets a pod stay for 300 s on a node that is not ready or unreachable, unless the pod says how long itself
/// (upstream's plugin DefaultTolerationSeconds, 1.36).</summary>
internal sealed class DefaultTolerationSeconds : IMutatingAdmission
{
    private const long Seconds = 300;
    private static readonly string[] s_taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

    public bool Handles(AdmissionRequest request) => PodAdmission.Creates(request, PodAdmission.Pods) || PodAdmission.Updates(request, PodAdmission.Pods);

    public ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = ((V1Pod)request.Object!).Spec;
        var missing = Array.FindAll(s_taints, taint => !(spec.Tolerations ?? []).Exists(toleration => Covers(toleration, taint)));
        foreach (var taint in missing)
            (spec.Tolerations ??= []).Add(new V1Toleration { Key = taint, Operator = "Exists", Effect = "NoExecute", TolerationSeconds = Seconds });
        return ValueTask.FromResult(missing.Length > 0);
    }

    private static bool Covers(V1Toleration toleration, string taint) =>
        (string.IsNullOrEmpty(toleration.Key) || toleration.Key == taint) && (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == "NoExecute");
}
