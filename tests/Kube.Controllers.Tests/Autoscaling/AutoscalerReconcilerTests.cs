using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Tree;
using Kube.Controllers.Autoscaling;
using Kube.Controllers.ServiceAccounts;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Autoscaling;

public sealed class AutoscalerReconcilerTests
{
    private static readonly GroupVersionResource s_metrics = new("metrics.k8s.io", "v1beta1", "pods");

    [Fact]
    public async Task Reconcile_BusyPods_ScalesUpAndLaterDownAgain()
    {
        await using var cluster = await StartAsync();
        await AddTargetAsync(cluster, replicas: 2);
        await MeasureAsync(cluster, "100m");
        await cluster.AddAsync(Autoscaler());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(4, await ReplicasAsync(cluster));
        var status = (await cluster.FindAsync<V2HorizontalPodAutoscaler>("default", "web"))!.Status!;
        Assert.Equal((2, 4, 100), (status.CurrentReplicas, status.DesiredReplicas, status.CurrentMetrics![0].Resource!.Current.AverageUtilization));
        Assert.Equal(
            ["AbleToScale True SucceededRescale the HPA controller was able to update the target scale to 4",
             "ScalingActive True ValidMetricFound the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
             "ScalingLimited False DesiredWithinRange the desired count is within the acceptable range"],
            status.Conditions!.Select(static condition => $"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}"));
        Assert.Contains(
            await cluster.ListAsync<Corev1Event>("default"),
            static told => told is { Reason: "SuccessfulRescale", Message: "New size: 4; reason: cpu resource utilization (percentage of request) above target" });

        await MeasureAsync(cluster, "10m");
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(60), Cancel);
        Assert.Equal(4, await ReplicasAsync(cluster));
        status = (await cluster.FindAsync<V2HorizontalPodAutoscaler>("default", "web"))!.Status!;
        Assert.Equal("ScaleDownStabilized", status.Conditions![0].Reason);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancel);
        Assert.Equal(1, await ReplicasAsync(cluster));
    }

    [Fact]
    public async Task Reconcile_NobodyMeasures_LeavesTheCountAndSaysWhy()
    {
        await using var cluster = await StartAsync(hasMetrics: false);
        await AddTargetAsync(cluster, replicas: 2);
        await cluster.AddAsync(Autoscaler());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(2, await ReplicasAsync(cluster));
        var active = (await cluster.FindAsync<V2HorizontalPodAutoscaler>("default", "web"))!.Status!.Conditions!.Single(static condition => condition.Type == "ScalingActive");
        Assert.Equal(
            "False FailedGetResourceMetric the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: "
            + "unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)",
            $"{active.Status} {active.Reason} {active.Message}");
    }

    [Fact]
    public async Task Reconcile_CountOutsideTheBounds_IsBroughtInside()
    {
        await using var cluster = await StartAsync(hasMetrics: false);
        await AddTargetAsync(cluster, replicas: 20);
        await cluster.AddAsync(Autoscaler());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        Assert.Equal(10, await ReplicasAsync(cluster));
        Assert.Contains(
            await cluster.ListAsync<Corev1Event>("default"), static told => told.Message == "New size: 10; reason: Current number of replicas above Spec.MaxReplicas");
    }

    [Fact]
    public async Task Reconcile_TargetIsMissing_SaysSo()
    {
        await using var cluster = await StartAsync(hasMetrics: false);
        await cluster.AddAsync(Autoscaler());
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);

        var condition = Assert.Single((await cluster.FindAsync<V2HorizontalPodAutoscaler>("default", "web"))!.Status!.Conditions!);
        Assert.Equal(
            "AbleToScale False FailedGetScale the HPA controller was unable to get the target's current scale: deployments.apps \"web\" not found",
            $"{condition.Type} {condition.Status} {condition.Reason} {condition.Message}");
    }

    private static async Task<TestCluster> StartAsync(bool hasMetrics = true)
    {
        var cluster = await ClusterObjects.StartAsync(static controllers => controllers.AddServiceAccountController().AddAutoscalingControllers());
        if (!hasMetrics) return cluster;
        await cluster.AddAsync(new V1CustomResourceDefinition
        {
            Metadata = new() { Name = "pods.metrics.k8s.io", Annotations = new Dictionary<string, string> { ["api-approved.kubernetes.io"] = "unapproved, a test" } },
            Spec = new()
            {
                Group = "metrics.k8s.io", Scope = "Namespaced", Names = new() { Plural = "pods", Kind = "PodMetrics" },
                Versions = [new() { Name = "v1beta1", Served = true, Storage = true, Schema = new() { OpenAPIV3Schema = new() { Type = "object", XKubernetesPreserveUnknownFields = true } } }],
            },
        });
        await cluster.WhenIdleAsync(Cancel);
        return cluster;
    }

    private static V2HorizontalPodAutoscaler Autoscaler() => new()
    {
        Metadata = new() { Name = "web", Namespace = "default" },
        Spec = new()
        {
            ScaleTargetRef = new() { ApiVersion = "apps/v1", Kind = "Deployment", Name = "web" }, MinReplicas = 1, MaxReplicas = 10,
            Metrics = [new() { Type = "Resource", Resource = new() { Name = "cpu", Target = new() { Type = "Utilization", AverageUtilization = 50 } } }],
        },
    };

    private static async Task AddTargetAsync(TestCluster cluster, int replicas)
    {
        await cluster.AddAsync(new V1Deployment
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                Replicas = replicas, Selector = new() { MatchLabels = new() { ["app"] = "web" } },
                Template = new() { Metadata = new() { Labels = new Dictionary<string, string> { ["app"] = "web" } }, Spec = Pod("x").Spec },
            },
        });
        foreach (var name in (string[])["a", "b"])
        {
            var pod = Pod(name, node: "n");
            pod.Spec!.Containers[0].Resources = new() { Requests = new() { ["cpu"] = "100m" } };
            pod = await cluster.AddAsync(pod);
            var since = cluster.Time.GetUtcNow().UtcDateTime.AddHours(-1);
            pod.Status = new() { Phase = "Running", StartTime = since, Conditions = [new() { Type = "Ready", Status = "True", LastTransitionTime = since }] };
            await cluster.UpdateStatusAsync(pod);
        }
    }

    private static async Task MeasureAsync(TestCluster cluster, string cpu)
    {
        var metrics = cluster.Client.For(s_metrics);
        foreach (var name in (string[])["a", "b"])
        {
            try
            {
                await metrics.DeleteAsync(new("default", name), new(), Cancel);
            }
            catch (NotFoundException)
            {
                // The first measurement.
            }

            await metrics.CreateAsync(
                new DynamicObject((TreeObject)TreeNode.Parse(Encoding.UTF8.GetBytes(
                    $$"""
                    {"apiVersion":"metrics.k8s.io/v1beta1","kind":"PodMetrics","metadata":{"name":"{{name}}","namespace":"default","labels":{"app":"web"} },
                    "timestamp":"{{cluster.Time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}}","window":"30s","containers":[{"name":"web","usage":{"cpu":"{{cpu}}"} }]}
                    """))),
                WriteOptions.Default, Cancel);
        }
    }

    private static async Task<int?> ReplicasAsync(TestCluster cluster) => (await cluster.FindAsync<V1Deployment>("default", "web"))!.Spec!.Replicas;
}
