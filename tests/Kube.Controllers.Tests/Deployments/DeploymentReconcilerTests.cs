using Kube.Api.Models;
using Kube.Controllers.Deployments;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.Deployments;

public sealed class DeploymentReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployment_IsCreated_BecomesAvailable()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Deployment("web", 3));

        var set = Assert.Single(await cluster.ListAsync<V1ReplicaSet>());
        var hash = set.Metadata.Labels![DeploymentNames.PodTemplateHash];
        Assert.Equal($"web-{hash}", set.Metadata.Name);
        Assert.Equal(("1", "3", "4"), (Note(set, DeploymentNames.Revision), Note(set, DeploymentNames.DesiredReplicas), Note(set, DeploymentNames.MaxReplicas)));
        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Equal(hash, pod.Metadata.Labels![DeploymentNames.PodTemplateHash]));
        Assert.Equal([$"Scaled up replica set web-{hash} from 0 to 3"], await cluster.EventsAsync("ScalingReplicaSet"));
        Assert.Equal(("False", "MinimumReplicasUnavailable"), Condition(await cluster.GetAsync<V1Deployment>("web"), "Available"));

        await cluster.RunPodsAsync();
        var deployment = await cluster.GetAsync<V1Deployment>("web");
        Assert.Equal("1", deployment.Metadata.Annotations![DeploymentNames.Revision]);
        Assert.Equal(("True", "MinimumReplicasAvailable"), Condition(deployment, "Available"));
        Assert.Equal(("True", "NewReplicaSetAvailable"), Condition(deployment, "Progressing"));
        Assert.Equal($"ReplicaSet \"web-{hash}\" has successfully progressed.", deployment.Status.Conditions!.Find(c => c.Type == "Progressing")!.Message);
        Assert.Equal((3, 3, 3, 3, 0, 1L), (
            deployment.Status.Replicas, deployment.Status.UpdatedReplicas, deployment.Status.ReadyReplicas, deployment.Status.AvailableReplicas,
            deployment.Status.UnavailableReplicas ?? 0, deployment.Status.ObservedGeneration));
    }

    [Fact]
    public async Task Rollout_EachStep_KeepsWithinItsBounds()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Deployment("web", 4));
        await cluster.RunPodsAsync();
        await cluster.ChangeAsync<V1Deployment>("web", deployment => deployment.Spec.Template.Spec.Containers[0].Image = "hello:2");

        for (var step = 0; step < 30 && !await IsCompleteAsync(cluster); step++)
        {
            var pods = (await cluster.ListAsync<V1Pod>()).FindAll(pod => pod.Metadata.DeletionTimestamp is null);
            Assert.InRange(pods.Count, 3, 5);
            Assert.InRange(pods.Count(pod => pod.Status.PodIP is not null), 3, 5);
            await cluster.EndPodsAsync();
            await cluster.RunPodsAsync(1);
        }

        Assert.True(await IsCompleteAsync(cluster));
        var sets = await cluster.ListAsync<V1ReplicaSet>();
        Assert.Equal([("1", 0), ("2", 4)], sets.Select(set => (Note(set, DeploymentNames.Revision)!, set.Spec.Replicas!.Value)).Order());
        Assert.Equal("2", (await cluster.GetAsync<V1Deployment>("web")).Metadata.Annotations![DeploymentNames.Revision]);
    }

    [Fact]
    public async Task Rollback_TakesTheOldSetAndGivesItTheNextRevision()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Deployment("web", 1));
        await cluster.RunPodsAsync();
        await RollAsync(cluster, "hello:2");
        await RollAsync(cluster, "hello");

        var sets = await cluster.ListAsync<V1ReplicaSet>();
        Assert.Equal(2, sets.Count);
        var current = sets.Single(set => set.Spec.Replicas == 1);
        Assert.Equal(("3", "1"), (Note(current, DeploymentNames.Revision), Note(current, DeploymentNames.RevisionHistory)));
    }

    [Fact]
    public async Task History_BeyondItsLimit_IsDeletedOldestFirst()
    {
        await using var cluster = await Workloads.StartAsync();
        var deployment = Workloads.Deployment("web", 1);
        deployment.Spec.RevisionHistoryLimit = 1;
        await cluster.CreateAsync(deployment);
        await cluster.RunPodsAsync();
        await RollAsync(cluster, "hello:2");
        await RollAsync(cluster, "hello:3");

        Assert.Equal(["2", "3"], (await cluster.ListAsync<V1ReplicaSet>()).Select(set => Note(set, DeploymentNames.Revision)).Order());
    }

    [Fact]
    public async Task Pause_HoldsTheRollout_ResumeGoesOn()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Deployment("web", 1));
        await cluster.RunPodsAsync();
        await cluster.ChangeAsync<V1Deployment>("web", deployment =>
        {
            deployment.Spec.Paused = true;
            deployment.Spec.Template.Spec.Containers[0].Image = "hello:2";
        });

        Assert.Single(await cluster.ListAsync<V1ReplicaSet>());
        Assert.Equal(("Unknown", "DeploymentPaused"), Condition(await cluster.GetAsync<V1Deployment>("web"), "Progressing"));
        await cluster.ChangeAsync<V1Deployment>("web", deployment => deployment.Spec.Replicas = 2);
        Assert.Equal(2, Assert.Single(await cluster.ListAsync<V1ReplicaSet>()).Spec.Replicas);

        await cluster.ChangeAsync<V1Deployment>("web", deployment => deployment.Spec.Paused = false);
        Assert.Equal(2, (await cluster.ListAsync<V1ReplicaSet>()).Count);
    }

    [Fact]
    public async Task Rollout_MakesNoProgress_IsReportedAfterItsDeadline()
    {
        await using var cluster = await Workloads.StartAsync();
        var deployment = Workloads.Deployment("web", 1);
        deployment.Spec.ProgressDeadlineSeconds = 60;
        await cluster.CreateAsync(deployment);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(65), Cancel);

        Assert.Equal(("False", "ProgressDeadlineExceeded"), Condition(await cluster.GetAsync<V1Deployment>("web"), "Progressing"));
        await cluster.RunPodsAsync();
        Assert.Equal(("True", "NewReplicaSetAvailable"), Condition(await cluster.GetAsync<V1Deployment>("web"), "Progressing"));
    }

    [Fact]
    public async Task Recreate_WaitsUntilTheOldPodsAreGone()
    {
        await using var cluster = await Workloads.StartAsync();
        var deployment = Workloads.Deployment("web", 2);
        deployment.Spec.Strategy = new() { Type = "Recreate" };
        await cluster.CreateAsync(deployment);
        await cluster.RunPodsAsync();
        await cluster.ChangeAsync<V1Deployment>("web", changed => changed.Spec.Template.Spec.Containers[0].Image = "hello:2");

        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.NotNull(pod.Metadata.DeletionTimestamp));
        Assert.Single(await cluster.ListAsync<V1ReplicaSet>());
        await cluster.EndPodsAsync();
        Assert.Equal(2, (await cluster.ListAsync<V1Pod>()).Count(pod => pod.Spec.Containers[0].Image == "hello:2"));
    }

    [Fact]
    public async Task Name_IsTakenByAnotherTemplate_AnotherIsFound()
    {
        await using var cluster = await Workloads.StartAsync();
        var deployment = Workloads.Deployment("web", 1);
        await cluster.CreateAsync(deployment);
        var taken = Assert.Single(await cluster.ListAsync<V1ReplicaSet>()).Metadata.Name!;
        await cluster.Client.For<V1Deployment>().DeleteAsync(new("default", "web"), new() { PropagationPolicy = "Orphan" }, Cancel);
        await cluster.ChangeAsync<V1ReplicaSet>(taken, set =>
        {
            set.Metadata.OwnerReferences = null;
            set.Metadata.Labels = new() { ["app"] = "other" };
        });
        await cluster.WhenIdleAsync(Cancel);
        var again = Workloads.Deployment("web", 1);
        try
        {
            await cluster.CreateAsync(again);
        }
        catch (Kube.Api.Errors.AlreadyExistsException)
        {
            // The first one waits for the garbage collector, which is not here: take its finalizer away.
            await cluster.ChangeAsync<V1Deployment>("web", old => old.Metadata.Finalizers = null);
            await cluster.CreateAsync(again);
        }

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        Assert.Equal(1, (await cluster.GetAsync<V1Deployment>("web")).Status.CollisionCount);
        Assert.Equal(2, (await cluster.ListAsync<V1ReplicaSet>()).Count);
    }

    private static async Task RollAsync(TestCluster cluster, string image)
    {
        await cluster.ChangeAsync<V1Deployment>("web", deployment => deployment.Spec.Template.Spec.Containers[0].Image = image);
        for (var step = 0; step < 10; step++)
        {
            await cluster.RunPodsAsync();
            await cluster.EndPodsAsync();
        }

        Assert.True(await IsCompleteAsync(cluster));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
    }

    private static async Task<bool> IsCompleteAsync(TestCluster cluster)
    {
        var deployment = await cluster.GetAsync<V1Deployment>("web");
        return RolloutStatus.IsComplete(deployment, deployment.Status);
    }

    private static string? Note(V1ReplicaSet set, string key) => set.Metadata.Annotations?.GetValueOrDefault(key);

    private static (string Status, string? Reason) Condition(V1Deployment deployment, string type)
    {
        var condition = deployment.Status.Conditions!.Find(condition => condition.Type == type)!;
        return (condition.Status, condition.Reason);
    }
}
