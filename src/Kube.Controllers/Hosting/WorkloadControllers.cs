using Kube.Api.Models;
using Kube.Controllers.CronJobs;
using Kube.Controllers.DaemonSets;
using Kube.Controllers.Deployments;
using Kube.Controllers.Endpoints;
using Kube.Controllers.EndpointSlices;
using Kube.Controllers.Jobs;
using Kube.Controllers.NodeLifecycle;
using Kube.Controllers.ReplicaSets;
using Kube.Controllers.StatefulSets;
using Kube.Controllers.TaintEviction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.Hosting;

/// <summary>Registers the controllers of workloads and of services' endpoints, each as upstream's account for it.</summary>
internal static class WorkloadControllers
{
    public static IKubeControllersBuilder AddWorkloadControllers(this IKubeControllersBuilder builder) => builder
        .AddController<ReplicaReconciler<V1ReplicaSet, ReplicaSetOwner>, V1ReplicaSet>(c => c
            .Uses<ReplicaSetOwner>().Named("replicaset").ActsAs(ControllerClients.ServiceAccount("replicaset-controller")).RecordsAs("replicaset-controller").Workers(5)
            .Observes<V1Pod>(reconciler => reconciler.PodEvents))
        .AddController<ReplicaReconciler<V1ReplicationController, ReplicationControllerOwner>, V1ReplicationController>(c => c
            .Uses<ReplicationControllerOwner>().Named("replicationcontroller").ActsAs(ControllerClients.ServiceAccount("replication-controller")).RecordsAs("replication-controller").Workers(5)
            .Observes<V1Pod>(reconciler => reconciler.PodEvents))
        .AddController<DeploymentReconciler, V1Deployment>(c => c
            .Named("deployment").ActsAs(ControllerClients.ServiceAccount("deployment-controller")).RecordsAs("deployment-controller").Workers(5)
            .Watches<V1ReplicaSet>((reconciler, set) => reconciler.DeploymentsOf(set))
            .Watches<V1Pod>((reconciler, pod) => reconciler.DeploymentsOf(pod)))
        .AddController<StatefulSetReconciler, V1StatefulSet>(c => c
            .Named("statefulset").ActsAs(ControllerClients.ServiceAccount("statefulset-controller")).RecordsAs("statefulset-controller").Workers(5)
            .Watches<V1Pod>((reconciler, pod) => reconciler.SetsOf(pod))
            .Owns<V1ControllerRevision>()
            .Reads<V1PersistentVolumeClaim>())
        .AddController<DaemonSetReconciler, V1DaemonSet>(c => c
            .Named("daemonset").ActsAs(ControllerClients.ServiceAccount("daemon-set-controller")).RecordsAs("daemonset-controller").Workers(2)
            .Watches<V1Pod>((reconciler, pod) => reconciler.SetsOf(pod))
            .Observes<V1Node>(reconciler => reconciler.NodeEvents)
            .Owns<V1ControllerRevision>())
        .AddController<JobReconciler, V1Job>(c => c
            .Named("job").ActsAs(ControllerClients.ServiceAccount("job-controller")).RecordsAs("job-controller").Workers(5)
            .Observes<V1Pod>(reconciler => reconciler.PodEvents))
        .AddController<CronJobReconciler, V1CronJob>(c => c
            .Named("cronjob").ActsAs(ControllerClients.ServiceAccount("cronjob-controller")).RecordsAs("cronjob-controller").Workers(5)
            .Owns<V1Job>());

    public static IKubeControllersBuilder AddEndpointControllers(this IKubeControllersBuilder builder) => builder
        .AddController<EndpointSliceReconciler, V1Service>(c => c
            .Named("endpointslice").ActsAs(ControllerClients.ServiceAccount("endpointslice-controller")).RecordsAs("endpoint-slice-controller").Workers(5)
            .Observes<V1Pod>(reconciler => reconciler.PodEvents)
            .Watches<V1EndpointSlice>(EndpointSliceReconciler.ServiceOf)
            .Reads<V1Node>())
        .AddController<MirroringReconciler, V1Endpoints>(c => c
            .Named("endpointslicemirroring").ActsAs(ControllerClients.ServiceAccount("endpointslicemirroring-controller")).RecordsAs("endpoint-slice-mirroring-controller")
            .Workers(5)
            .Watches<V1EndpointSlice>(MirroringReconciler.EndpointsOf)
            .Watches<V1Service>(service => [new(service.Metadata.Namespace!, service.Metadata.Name!)]))
        .AddController<EndpointsReconciler, V1Service>(c => c
            .Named("endpoint").ActsAs(ControllerClients.ServiceAccount("endpoint-controller")).RecordsAs("endpoint-controller").Workers(5)
            .Observes<V1Pod>(reconciler => reconciler.PodEvents)
            .Watches<V1Endpoints>(endpoints => [new(endpoints.Metadata.Namespace!, endpoints.Metadata.Name!)]));

    public static IKubeControllersBuilder AddNodeControllers(this IKubeControllersBuilder builder)
    {
        builder.Services.AddOptions<NodeLifecycleOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeLifecycleOptions>, NodeLifecycleOptionsValidator>());
        return builder
            .AddControllerLoop<NodeMonitor>("node-controller", ControllerClients.ServiceAccount("node-controller"))
            .AddController<NodeTaintReconciler, V1Node>(c => c
                .Named("node-taints").ActsAs(ControllerClients.ServiceAccount("node-controller")).RecordsAs("node-controller").Workers(2)
                .Reads<V1Pod>())
            .AddController<TaintEvictionReconciler, V1Pod>(c => c
                .Named("taint-eviction").ActsAs(ControllerClients.ServiceAccount("node-controller")).RecordsAs("taint-eviction-controller").Workers(4)
                .WhenUpdated(TaintEvictionReconciler.Matters)
                .Observes<V1Node>(reconciler => reconciler.NodeEvents));
    }
}
