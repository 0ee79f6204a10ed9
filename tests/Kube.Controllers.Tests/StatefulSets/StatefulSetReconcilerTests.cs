using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Cluster;

namespace Kube.Controllers.Tests.StatefulSets;

public sealed class StatefulSetReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_IsCreated_PodsComeOneByOneWithNamesAndClaims()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Set(3));
        Assert.Equal(["web-0"], await NamesAsync(cluster));
        await cluster.RunPodsAsync();
        Assert.Equal(["web-0", "web-1"], await NamesAsync(cluster));
        await cluster.RunPodsAsync();
        await cluster.RunPodsAsync();

        Assert.Equal(["web-0", "web-1", "web-2"], await NamesAsync(cluster));
        var status = await StatusAsync(cluster);
        Assert.Equal((3, 3, 3, 3, 3, 1L, 0), (status.Replicas, status.ReadyReplicas, status.AvailableReplicas, status.CurrentReplicas, status.UpdatedReplicas, status.ObservedGeneration, status.CollisionCount));
        var revision = Assert.Single(await cluster.ListAsync<V1ControllerRevision>());
        Assert.Equal((revision.Metadata.Name, revision.Metadata.Name), (status.CurrentRevision, status.UpdateRevision));
        Assert.Equal($"web-{revision.Metadata.Labels!["controller.kubernetes.io/hash"]}", revision.Metadata.Name);
        var pod = await cluster.GetAsync<V1Pod>("web-1");
        Assert.Equal(("web-1", "1", revision.Metadata.Name), (pod.Metadata.Labels!["statefulset.kubernetes.io/pod-name"], pod.Metadata.Labels["apps.kubernetes.io/pod-index"], pod.Metadata.Labels["controller-revision-hash"]));
        Assert.Equal(("web-1", "web"), (pod.Spec.Hostname, pod.Spec.Subdomain));
        Assert.Equal("data-web-1", pod.Spec.Volumes!.Single(volume => volume.Name == "data").PersistentVolumeClaim!.ClaimName);
        var claims = await cluster.ListAsync<V1PersistentVolumeClaim>();
        Assert.Equal(["data-web-0", "data-web-1", "data-web-2"], claims.Select(claim => claim.Metadata.Name));
        Assert.All(claims, claim => Assert.Equal(("web", 0), (claim.Metadata.Labels!["app"], (claim.Metadata.OwnerReferences ?? []).Count)));
        var events = await cluster.EventsAsync("SuccessfulCreate");
        Assert.Contains("create Claim data-web-0 Pod web-0 in StatefulSet web success", events);
        Assert.Contains("create Pod web-0 in StatefulSet web successful", events);
    }

    [Fact]
    public async Task Set_IsParallel_AllPodsComeAtOnceFromTheirFirstNumber()
    {
        await using var cluster = await Workloads.StartAsync();
        var set = Set(3);
        set.Spec.PodManagementPolicy = "Parallel";
        set.Spec.Ordinals = new() { Start = 5 };
        await cluster.CreateAsync(set);
        Assert.Equal(["web-5", "web-6", "web-7"], await NamesAsync(cluster));

        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Replicas = 1);
        Assert.Equal(["web-5"], await NamesAsync(cluster));
    }

    [Fact]
    public async Task Set_IsScaledDown_HighestGoesFirstAndClaimsStay()
    {
        await using var cluster = await RunningAsync(Set(3));
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Replicas = 1);
        Assert.Equal(["web-2"], await GoingAsync(cluster));
        await cluster.EndPodsAsync();
        Assert.Equal(["web-1"], await GoingAsync(cluster));
        await cluster.EndPodsAsync();

        Assert.Equal(["web-0"], await NamesAsync(cluster));
        Assert.Equal(3, (await cluster.ListAsync<V1PersistentVolumeClaim>()).Count);
        Assert.Equal(["delete Pod web-1 in StatefulSet web successful", "delete Pod web-2 in StatefulSet web successful"], await cluster.EventsAsync("SuccessfulDelete"));
    }

    [Fact]
    public async Task Template_Changes_PodsAreReplacedFromTheHighestOn()
    {
        await using var cluster = await RunningAsync(Set(2));
        var first = (await StatusAsync(cluster)).CurrentRevision;
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        Assert.Equal(["web-1"], await GoingAsync(cluster));
        await cluster.EndPodsAsync();
        var status = await StatusAsync(cluster);
        Assert.NotEqual(first, status.UpdateRevision);
        Assert.Equal((first, 1, 1), (status.CurrentRevision, status.CurrentReplicas, status.UpdatedReplicas));
        Assert.Empty(await GoingAsync(cluster));
        await cluster.RunPodsAsync();
        Assert.Equal(["web-0"], await GoingAsync(cluster));
        await cluster.EndPodsAsync();
        await cluster.RunPodsAsync();

        status = await StatusAsync(cluster);
        Assert.Equal((status.UpdateRevision, 2, 2), (status.CurrentRevision, status.CurrentReplicas, status.UpdatedReplicas));
        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Equal("next", pod.Spec.Containers[0].Image));
        Assert.Equal([1L, 2L], (await cluster.ListAsync<V1ControllerRevision>()).Select(revision => revision.Revision).Order());
    }

    [Fact]
    public async Task Template_ReturnsToAnOldOne_ItsRevisionIsTheNewestAgain()
    {
        await using var cluster = await RunningAsync(Set(1));
        var first = (await StatusAsync(cluster)).CurrentRevision;
        await RollAsync(cluster, "next");
        await RollAsync(cluster, "hello");

        var status = await StatusAsync(cluster);
        Assert.Equal((first, first), (status.CurrentRevision, status.UpdateRevision));
        Assert.Equal(3, (await cluster.GetAsync<V1ControllerRevision>(first!)).Revision);
        Assert.Equal(2, (await cluster.ListAsync<V1ControllerRevision>()).Count);
    }

    [Fact]
    public async Task History_IsLongerThanItsLimit_OldestGo()
    {
        var set = Set(1);
        set.Spec.RevisionHistoryLimit = 1;
        await using var cluster = await RunningAsync(set);
        foreach (var image in (string[])["b", "c", "d"]) await RollAsync(cluster, image);

        Assert.Equal([3L, 4L], (await cluster.ListAsync<V1ControllerRevision>()).Select(revision => revision.Revision).Order());
    }

    [Fact]
    public async Task Update_HasAPartition_PodsBelowItStayAndComeBackAsTheyWere()
    {
        var set = Set(3);
        set.Spec.UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { Partition = 2 } };
        await using var cluster = await RunningAsync(set);
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        await cluster.EndPodsAsync();
        await cluster.RunPodsAsync();
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "web-0"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal(["hello", "hello", "next"], (await cluster.ListAsync<V1Pod>()).Select(pod => pod.Spec.Containers[0].Image));
        var status = await StatusAsync(cluster);
        Assert.NotEqual(status.UpdateRevision, status.CurrentRevision);
    }

    [Fact]
    public async Task Update_MaySpareSeveral_SoManyGoAtOnce()
    {
        var set = Set(4);
        set.Spec.PodManagementPolicy = "Parallel";
        set.Spec.UpdateStrategy = new() { Type = "RollingUpdate", RollingUpdate = new() { MaxUnavailable = "50%" } };
        await using var cluster = await RunningAsync(set);
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = "next");

        Assert.Equal(["web-2", "web-3"], await GoingAsync(cluster));
    }

    [Fact]
    public async Task Update_OnDelete_NothingGoesByItself()
    {
        var set = Set(2);
        set.Spec.UpdateStrategy = new() { Type = "OnDelete" };
        await using var cluster = await RunningAsync(set);
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        Assert.Empty(await GoingAsync(cluster));
        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", "web-0"), new() { GracePeriodSeconds = 0 }, Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal(["next", "hello"], (await cluster.ListAsync<V1Pod>()).Select(pod => pod.Spec.Containers[0].Image));
    }

    [Fact]
    public async Task Pod_HasFailed_IsMadeAnewUnderItsName()
    {
        await using var cluster = await RunningAsync(Set(1));
        var uid = (await cluster.GetAsync<V1Pod>("web-0")).Metadata.Uid;
        await cluster.SetStatusAsync("web-0", status => status.Phase = "Failed");
        await cluster.EndPodsAsync();

        Assert.NotEqual(uid, (await cluster.GetAsync<V1Pod>("web-0")).Metadata.Uid);
    }

    [Fact]
    public async Task Set_HasMinReadySeconds_NextPodWaitsForThem()
    {
        await using var cluster = await Workloads.StartAsync();
        var set = Set(2);
        set.Spec.MinReadySeconds = 30;
        await cluster.CreateAsync(set);
        await cluster.RunPodsAsync();
        Assert.Equal(["web-0"], await NamesAsync(cluster));
        Assert.Equal((1, 0), ((await StatusAsync(cluster)).ReadyReplicas, (await StatusAsync(cluster)).AvailableReplicas));
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(31), Cancel);

        Assert.Equal(["web-0", "web-1"], await NamesAsync(cluster));
    }

    [Fact]
    public async Task Claims_AreToGoWithTheSetAndWithScaledPods_HaveSuchOwners()
    {
        var set = Set(2);
        set.Spec.PersistentVolumeClaimRetentionPolicy = new() { WhenDeleted = "Delete", WhenScaled = "Delete" };
        await using var cluster = await RunningAsync(set);
        var owner = Assert.Single((await cluster.GetAsync<V1PersistentVolumeClaim>("data-web-1")).Metadata.OwnerReferences!);
        Assert.Equal(("StatefulSet", "web", true), (owner.Kind, owner.Name, owner.Controller));
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Replicas = 1);

        owner = Assert.Single((await cluster.GetAsync<V1PersistentVolumeClaim>("data-web-1")).Metadata.OwnerReferences!);
        Assert.Equal(("Pod", "web-1"), (owner.Kind, owner.Name));
        Assert.Equal("StatefulSet", Assert.Single((await cluster.GetAsync<V1PersistentVolumeClaim>("data-web-0")).Metadata.OwnerReferences!).Kind);
    }

    [Fact]
    public async Task Orphan_HasTheNameOfAPod_IsAdoptedAndNamed()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Pod("web-0"));
        await cluster.CreateAsync(Workloads.Pod("web-other"));
        var set = await cluster.CreateAsync(Set(1, claims: false));
        await cluster.RunPodsAsync();

        var pod = await cluster.GetAsync<V1Pod>("web-0");
        Assert.Equal((set.Metadata.Uid, "web-0"), (Assert.Single(pod.Metadata.OwnerReferences!).Uid, pod.Metadata.Labels!["statefulset.kubernetes.io/pod-name"]));
        Assert.Null((await cluster.GetAsync<V1Pod>("web-other")).Metadata.OwnerReferences);
    }

    [Fact]
    public async Task Pods_AreRefused_EventSaysWhy()
    {
        await using var cluster = await Workloads.StartAsync();
        var set = Set(1);
        set.Spec.Template.Spec.ServiceAccountName = "nobody";
        await cluster.CreateAsync(set);

        Assert.Contains(
            "create Pod web-0 in StatefulSet web failed error: pods \"web-0\" is forbidden: error looking up service account default/nobody: serviceaccount \"nobody\" not found",
            await cluster.EventsAsync("FailedCreate"));
    }

    [Fact]
    public async Task Set_OnHollowNodes_RollsThrough()
    {
        await using var cluster = await TestCluster.StartAsync(static options => options.Nodes = 2, Cancel);
        await cluster.CreateAsync(Set(3, claims: false));
        await cluster.WaitForAsync(async () => (await StatusAsync(cluster)).ReadyReplicas == 3, cancellationToken: Cancel);
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = "next");
        await cluster.WaitForAsync(
            async () => await StatusAsync(cluster) is var status && status.UpdatedReplicas == 3 && status.ReadyReplicas == 3 && status.CurrentRevision == status.UpdateRevision, cancellationToken: Cancel);

        await cluster.Client.For<V1StatefulSet>().DeleteAsync(new("default", "web"), new(), Cancel);
        await cluster.WaitForAsync(async () => (await cluster.ListAsync<V1Pod>()).Count == 0, cancellationToken: Cancel);
        Assert.Empty(await cluster.ListAsync<V1ControllerRevision>());
    }

    private static V1PodTemplateSpec Mounting()
    {
        var template = Workloads.Template();
        template.Spec.Containers[0].VolumeMounts = [new() { Name = "data", MountPath = "/data" }];
        return template;
    }

    private static V1StatefulSet Set(int replicas, bool claims = true) => new()
    {
        Metadata = new() { Name = "web", Namespace = "default" },
        Spec = new()
        {
            Replicas = replicas,
            ServiceName = "web",
            Selector = Workloads.Selector(),
            Template = claims ? Mounting() : Workloads.Template(),
            VolumeClaimTemplates = !claims ? null :
            [
                new()
                {
                    Metadata = new() { Name = "data" },
                    Spec = new() { AccessModes = ["ReadWriteOnce"], Resources = new() { Requests = new() { ["storage"] = "1Gi" } } },
                },
            ],
        },
    };

    private static async Task<TestCluster> RunningAsync(V1StatefulSet set)
    {
        var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(set);
        for (var i = 0; i < set.Spec.Replicas; i++) await cluster.RunPodsAsync();
        return cluster;
    }

    private static async Task RollAsync(TestCluster cluster, string image)
    {
        await cluster.ChangeAsync<V1StatefulSet>("web", set => set.Spec.Template.Spec.Containers[0].Image = image);
        await cluster.EndPodsAsync();
        await cluster.RunPodsAsync();
    }

    private static async Task<V1StatefulSetStatus> StatusAsync(TestCluster cluster) => (await cluster.GetAsync<V1StatefulSet>("web")).Status;

    private static async Task<List<string>> NamesAsync(TestCluster cluster) => [.. (await cluster.ListAsync<V1Pod>()).Select(static pod => pod.Metadata.Name!)];

    private static async Task<List<string>> GoingAsync(TestCluster cluster) =>
        [.. (await cluster.ListAsync<V1Pod>()).Where(static pod => pod.Metadata.DeletionTimestamp is not null).Select(static pod => pod.Metadata.Name!)];
}
