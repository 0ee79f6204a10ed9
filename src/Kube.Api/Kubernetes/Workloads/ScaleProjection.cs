using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>A workload seen as its number of pods: <c>autoscaling/v1, Kind=Scale</c>.</summary>
/// <param name="read">The replicas wished for, those that there are, and the selector as text.</param>
/// <param name="write">Sets the replicas wished for.</param>
internal sealed class ScaleProjection<T>(Func<T, (int Wished, int Current, string Selector)> read, Action<T, int> write) : SubresourceProjection
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    public override string ReplicasPath => "spec.replicas";

    public override IKubernetesObject<V1ObjectMeta> Read(IKubernetesObject<V1ObjectMeta> parent)
    {
        var (wished, current, selector) = read((T)parent);
        return new V1Scale
        {
            ApiVersion = "autoscaling/v1",
            Kind = "Scale",
            Metadata = new V1ObjectMeta
            {
                Name = parent.Metadata.Name,
                Namespace = parent.Metadata.Namespace,
                Uid = parent.Metadata.Uid,
                ResourceVersion = parent.Metadata.ResourceVersion,
                CreationTimestamp = parent.Metadata.CreationTimestamp,
            },
            Spec = new V1ScaleSpec { Replicas = wished },
            Status = new V1ScaleStatus { Replicas = current, Selector = selector },
        };
    }

    public override void Write(IKubernetesObject<V1ObjectMeta> parent, IKubernetesObject<V1ObjectMeta> view, FieldErrors errors)
    {
        var replicas = ((V1Scale)view).Spec?.Replicas ?? 0;
        errors.NonNegative(FieldPath.Root("spec").Child("replicas"), replicas);
        write((T)parent, replicas);
    }
}
