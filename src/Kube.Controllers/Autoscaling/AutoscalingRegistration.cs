using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Autoscaling;

internal static class AutoscalingRegistration
{
    public static IKubeControllersBuilder AddAutoscalingControllers(this IKubeControllersBuilder builder)
    {
        builder.Services.AddOptions<HorizontalAutoscalingOptions>()
            .Validate(static options => options.IsValid(), "HorizontalAutoscalingOptions: SyncPeriod is 1 second to 1 hour, Tolerance 0 to 1, every other time at most 1 hour.")
            .ValidateOnStart();
        return builder.AddController<AutoscalerReconciler, V2HorizontalPodAutoscaler>(static c => c
            .Named("horizontalpodautoscaling")
            .ActsAs(ControllerClients.ServiceAccount("horizontal-pod-autoscaler"))
            .RecordsAs("horizontal-pod-autoscaler")
            .Workers(5)
            .Uses<PodMetrics>()
            .Uses<MetricProposals>()
            .Uses<ScaleTargets>()
            .Reads<V1Pod>()
            // What it writes itself is no reason to look again before its time.
            .WhenUpdated(static (before, after) => before.Metadata.Generation != after.Metadata.Generation));
    }
}
