using Kube.Api.Models;
using Kube.Controllers.Disruption;
using Kube.Controllers.Ownership;
using Kube.Controllers.ServiceAccounts;
using Kube.Testing.Cluster;
using static Kube.Controllers.Tests.ClusterObjects;

namespace Kube.Controllers.Tests.Disruption;

public sealed class DisruptionReconcilerTests
{
    [Fact]
    public async Task Reconcile_MinAvailableNumber_CountsHealthyPods()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(Budget(new() { MinAvailable = 1 }));
        foreach (var name in (string[])["a", "b", "c"]) await cluster.AddAsync(Pod(name, node: "n"));
        await ReadyAsync(cluster, "a");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal((1, 1, 3, 0, "False InsufficientPods"), await StatusAsync(cluster));

        await ReadyAsync(cluster, "b");
        await cluster.WhenIdleAsync(Cancel);
        Assert.Equal((2, 1, 3, 1, "True SufficientPods"), await StatusAsync(cluster));
    }

    [Fact]
    public async Task Reconcile_MaxUnavailablePercent_AsksTheController()
    {
        await using var cluster = await StartAsync();
        var set = await cluster.AddAsync(new V1ReplicaSet
        {
            Metadata = new() { Name = "web", Namespace = "default" },
            Spec = new()
            {
                Replicas = 5,
                Selector = new() { MatchLabels = new() { ["app"] = "web" } },
                Template = new() { Metadata = new() { Labels = new() { ["app"] = "web" } }, Spec = Pod("x").Spec },
            },
        });
        await cluster.AddAsync(Budget(new() { MaxUnavailable = "30%" }));
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            var pod = Pod(name, node: "n");
            pod.Metadata.OwnerReferences = [OwnerReferences.ToController(set)];
            await cluster.AddAsync(pod);
            await ReadyAsync(cluster, name);
        }

        await cluster.WhenIdleAsync(Cancel);

        // 30 % of 5, rounded up, may be missing; one is.
        Assert.Equal((4, 3, 5, 1, "True SufficientPods"), await StatusAsync(cluster));
    }

    [Fact]
    public async Task Reconcile_ControllerIsUnknown_AllowsNothingAndSaysWhy()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(Budget(new() { MaxUnavailable = 1 }));
        var pod = Pod("a", node: "n");
        pod.Metadata.OwnerReferences = [new() { ApiVersion = "apps/v1", Kind = "ReplicaSet", Name = "none", Uid = "11111111-1111-1111-1111-111111111111", Controller = true }];
        await cluster.AddAsync(pod);
        await cluster.AdvanceAsync(TimeSpan.FromMilliseconds(100), Cancel);

        var budget = (await cluster.FindAsync<V1PodDisruptionBudget>("default", "web"))!;
        var condition = Assert.Single(budget.Status!.Conditions!);
        Assert.Equal(("DisruptionAllowed", "False", "SyncFailed"), (condition.Type, condition.Status, condition.Reason));
        Assert.Equal(0, budget.Status.DisruptionsAllowed);
    }

    [Fact]
    public async Task Reconcile_EvictedPodIsNotDeleted_CountsAgainAfterTwoMinutes()
    {
        await using var cluster = await StartAsync();
        await cluster.AddAsync(Budget(new() { MinAvailable = 0 }));
        await cluster.AddAsync(Pod("a", node: "n"));
        await ReadyAsync(cluster, "a");
        await cluster.WhenIdleAsync(Cancel);
        var budget = (await cluster.FindAsync<V1PodDisruptionBudget>("default", "web"))!;
        budget.Status!.DisruptedPods = new() { ["a"] = cluster.Time.GetUtcNow().UtcDateTime };
        await cluster.UpdateStatusAsync(budget);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(1), Cancel);
        Assert.Equal(0, (await StatusAsync(cluster)).Healthy);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(2), Cancel);

        Assert.Equal(1, (await StatusAsync(cluster)).Healthy);
        Assert.Contains(await cluster.ListAsync<Corev1Event>("default"), static told => told.Message == "Pod was expected by PDB default/web to be deleted but it wasn't");
    }

    [Fact]
    public async Task Reconcile_PodWasToBeDisruptedAndIsThere_TakesTheConditionBack()
    {
        await using var cluster = await StartAsync();
        var pod = await cluster.AddAsync(Pod("a", node: "n"));
        pod.Status = new()
        {
            Phase = "Running",
            Conditions = [new() { Type = "DisruptionTarget", Status = "True", Reason = "EvictionByEvictionAPI", LastTransitionTime = cluster.Time.GetUtcNow().UtcDateTime }],
        };
        await cluster.UpdateStatusAsync(pod);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(121), Cancel);

        Assert.Equal("False", Assert.Single((await cluster.FindAsync<V1Pod>("default", "a"))!.Status!.Conditions!).Status);
    }

    private static Task<TestCluster> StartAsync() => ClusterObjects.StartAsync(static controllers => controllers.AddServiceAccountController().AddDisruptionControllers());

    private static V1PodDisruptionBudget Budget(V1PodDisruptionBudgetSpec spec)
    {
        spec.Selector = new() { MatchLabels = new() { ["app"] = "web" } };
        return new() { Metadata = new() { Name = "web", Namespace = "default" }, Spec = spec };
    }

    private static async Task ReadyAsync(TestCluster cluster, string name)
    {
        var pod = (await cluster.FindAsync<V1Pod>("default", name))!;
        pod.Status = new() { Phase = "Running", Conditions = [new() { Type = "Ready", Status = "True" }] };
        await cluster.UpdateStatusAsync(pod);
    }

    private static async Task<(int Healthy, int Desired, int Expected, int Allowed, string Condition)> StatusAsync(TestCluster cluster)
    {
        var status = (await cluster.FindAsync<V1PodDisruptionBudget>("default", "web"))!.Status!;
        var condition = status.Conditions!.Single(static one => one.Type == "DisruptionAllowed");
        return (status.CurrentHealthy, status.DesiredHealthy, status.ExpectedPods, status.DisruptionsAllowed, $"{condition.Status} {condition.Reason}");
    }
}
