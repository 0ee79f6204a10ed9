using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Apps;
using Kube.Api.Kubernetes.Apps.DaemonSets;
using Kube.Api.Kubernetes.Apps.Deployments;
using Kube.Api.Kubernetes.Apps.ReplicaSets;
using Kube.Api.Kubernetes.Apps.StatefulSets;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>apps</c>.</summary>
internal static class AppsResources
{
    public static IEnumerable<ResourceDefinition> Make() =>
    [
        new()
        {
            Codec = Codec("ControllerRevision"), Plural = "controllerrevisions", Namespaced = true, Strategy = new ControllerRevisionStrategy(),
            Table = AppsTables.ControllerRevision,
        },
        DaemonSets(),
        Deployments(),
        ReplicaSets(),
        StatefulSets(),
    ];

    private static ResourceDefinition DaemonSets()
    {
        var strategy = new DaemonSetStrategy();
        return new()
        {
            Codec = Codec("DaemonSet"), Plural = "daemonsets", Namespaced = true, ShortNames = ["ds"], Categories = [Kinds.All], Strategy = strategy,
            Table = AppsTables.DaemonSet,
            Subresources = [SubresourceDefinition.Status(new StatusStrategy<V1DaemonSet>(strategy, static (obj, old) => obj.Spec = old.Spec, DaemonSetValidation.ValidateStatus))],
        };
    }

    private static ResourceDefinition Deployments()
    {
        var strategy = new DeploymentStrategy();
        return new()
        {
            Codec = Codec("Deployment"), Plural = "deployments", Namespaced = true, ShortNames = ["deploy"], Categories = [Kinds.All], Strategy = strategy,
            Table = DeploymentTable.Instance,
            Subresources =
            [
                Kinds.Scale(new ScaleProjection<V1Deployment>(
                    static item => (item.Spec.Replicas ?? 0, item.Status.Replicas ?? 0, Selector(item.Spec.Selector)),
                    static (item, replicas) => item.Spec.Replicas = replicas)),
                SubresourceDefinition.Status(new StatusStrategy<V1Deployment>(strategy, DeploymentStrategy.KeepAllButStatus, DeploymentValidation.ValidateStatus, alsoKept: ["metadata.labels"])),
            ],
        };
    }

    private static ResourceDefinition ReplicaSets()
    {
        var strategy = new ReplicaSetStrategy();
        return new()
        {
            Codec = Codec("ReplicaSet"), Plural = "replicasets", Namespaced = true, ShortNames = ["rs"], Categories = [Kinds.All], Strategy = strategy,
            Table = AppsTables.ReplicaSet,
            Subresources =
            [
                Kinds.Scale(new ScaleProjection<V1ReplicaSet>(
                    static item => (item.Spec.Replicas ?? 0, item.Status.Replicas, Selector(item.Spec.Selector)),
                    static (item, replicas) => item.Spec.Replicas = replicas)),
                SubresourceDefinition.Status(new StatusStrategy<V1ReplicaSet>(strategy, static (obj, old) => obj.Spec = old.Spec, ReplicaSetValidation.ValidateStatus)),
            ],
        };
    }

    private static ResourceDefinition StatefulSets()
    {
        var strategy = new StatefulSetStrategy();
        return new()
        {
            Codec = Codec("StatefulSet"), Plural = "statefulsets", Namespaced = true, ShortNames = ["sts"], Categories = [Kinds.All], Strategy = strategy,
            Table = AppsTables.StatefulSet,
            Subresources =
            [
                Kinds.Scale(new ScaleProjection<V1StatefulSet>(
                    static item => (item.Spec.Replicas ?? 0, item.Status.Replicas, Selector(item.Spec.Selector)),
                    static (item, replicas) => item.Spec.Replicas = replicas)),
                SubresourceDefinition.Status(new StatusStrategy<V1StatefulSet>(strategy, static (obj, old) => obj.Spec = old.Spec, StatefulSetValidation.ValidateStatus)),
            ],
        };
    }

    private static string Selector(V1LabelSelector? selector) =>
        selector is null || LabelSelectorValidation.IsEmpty(selector) ? "" : LabelSelectorValidation.Format(selector);

    private static ObjectCodec Codec(string kind) => Kinds.Codec("apps", "v1", kind);
}
