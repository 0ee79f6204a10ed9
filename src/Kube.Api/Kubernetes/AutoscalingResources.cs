using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Autoscaling;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The group <c>autoscaling</c>: version 2 is stored, version 1 is a view of it.</summary>
internal static class AutoscalingResources
{
    public static IEnumerable<ResourceDefinition> Make()
    {
        var strategy = new AutoscalerStrategy();
        SubresourceDefinition[] status = [Kinds.Status<V2HorizontalPodAutoscaler>(strategy, static (obj, old) => obj.Spec = old.Spec)];
        var stored = new ResourceDefinition
        {
            Codec = Kinds.Codec("autoscaling", "v2", "HorizontalPodAutoscaler"), Plural = "horizontalpodautoscalers", Namespaced = true, ShortNames = ["hpa"],
            Categories = [Kinds.All], Strategy = strategy, Table = AutoscalerTable.V2, Subresources = status,
        };
        return
        [
            stored,
            new()
            {
                Codec = Kinds.Codec("autoscaling", "v1", "HorizontalPodAutoscaler"), Plural = "horizontalpodautoscalers", Namespaced = true, ShortNames = ["hpa"],
                Categories = [Kinds.All], Table = AutoscalerTable.V1, Subresources = status, StoredAs = stored, Conversion = new AutoscalerConversion(),
            },
        ];
    }
}
