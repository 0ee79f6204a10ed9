using Kube.Api.Admission;
using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Tests.ReplicaSets;

public sealed class ReplicaSetReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_IsCreated_HasItsPodsStatusAndEvents()
    {
        await using var cluster = await Workloads.StartAsync();
        var set = await cluster.CreateAsync(Workloads.Set("web", 3));

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(3, pods.Count);
        Assert.All(pods, pod => Assert.StartsWith("web-", pod.Metadata.Name, StringComparison.Ordinal));
        Assert.All(pods, pod => Assert.Equal((set.Metadata.Uid, "apps/v1", "ReplicaSet", true), (Owner(pod).Uid, Owner(pod).ApiVersion, Owner(pod).Kind, Owner(pod).Controller)));
        Assert.Equal(pods.Select(pod => $"Created pod: {pod.Metadata.Name}").Order(StringComparer.Ordinal), await cluster.EventsAsync("SuccessfulCreate"));

        await cluster.RunPodsAsync(2);
        var status = (await cluster.GetAsync<V1ReplicaSet>("web")).Status;
        Assert.Equal((3, 3, 2, 2, 0, 1L), (status.Replicas, status.FullyLabeledReplicas, status.ReadyReplicas, status.AvailableReplicas, status.TerminatingReplicas, status.ObservedGeneration));
    }

    [Fact]
    public async Task Set_IsScaledDown_DeletesThoseThatCostLeast()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Set("web", 4));
        await cluster.RunPodsAsync(2);
        var kept = (await cluster.ListAsync<V1Pod>()).Where(pod => pod.Status.PodIP is not null).Select(pod => pod.Metadata.Name).ToHashSet();

        await cluster.ChangeAsync<V1ReplicaSet>("web", set => set.Spec.Replicas = 2);

        Assert.Equal(kept, (await cluster.ListAsync<V1Pod>()).Select(pod => pod.Metadata.Name).ToHashSet());
        Assert.Equal(2, (await cluster.EventsAsync("SuccessfulDelete")).Count);
    }

    [Fact]
    public async Task Pod_IsDeleted_IsReplacedWhileItEnds()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Set("web", 1));
        await cluster.RunPodsAsync();
        var first = Assert.Single(await cluster.ListAsync<V1Pod>());

        await cluster.Client.For<V1Pod>().DeleteAsync(new("default", first.Metadata.Name!), new(), Cancel);
        await cluster.WhenIdleAsync(Cancel);

        Assert.Equal(2, (await cluster.ListAsync<V1Pod>()).Count);
        Assert.Equal(1, (await cluster.GetAsync<V1ReplicaSet>("web")).Status.TerminatingReplicas);
        await cluster.EndPodsAsync();
        Assert.NotEqual(first.Metadata.Name, Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Name);
    }

    [Fact]
    public async Task Orphan_Matches_IsAdopted()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Pod("orphan"));
        var set = await cluster.CreateAsync(Workloads.Set("web", 2));

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(2, pods.Count);
        Assert.Equal(set.Metadata.Uid, Owner(pods.Single(pod => pod.Metadata.Name == "orphan")).Uid);
    }

    [Fact]
    public async Task Pod_NoLongerMatches_IsReleasedAndReplaced()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Set("web", 1));
        var name = Assert.Single(await cluster.ListAsync<V1Pod>()).Metadata.Name!;

        await cluster.ChangeAsync<V1Pod>(name, pod => pod.Metadata.Labels!["app"] = "debug");

        var pods = await cluster.ListAsync<V1Pod>();
        Assert.Equal(2, pods.Count);
        Assert.Empty(pods.Single(pod => pod.Metadata.Name == name).Metadata.OwnerReferences ?? []);
    }

    [Fact]
    public async Task Set_HasMinReadySeconds_BecomesAvailableWithoutFurtherEvents()
    {
        await using var cluster = await Workloads.StartAsync();
        var set = Workloads.Set("web", 1);
        set.Spec.MinReadySeconds = 30;
        await cluster.CreateAsync(set);
        await cluster.RunPodsAsync();

        Assert.Equal(0, (await cluster.GetAsync<V1ReplicaSet>("web")).Status.AvailableReplicas ?? 0);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(31), Cancel);
        Assert.Equal(1, (await cluster.GetAsync<V1ReplicaSet>("web")).Status.AvailableReplicas);
    }

    [Fact]
    public async Task Pods_AreRefused_ConditionAndEventSayWhyUntilTheyAreNot()
    {
        var gate = new Gate { Closed = true };
        await using var cluster = await Workloads.StartAsync(options => options.Services = services => services.AddSingleton<IValidatingAdmission>(gate));
        await cluster.CreateAsync(Workloads.Set("web", 3));

        var condition = Assert.Single((await cluster.GetAsync<V1ReplicaSet>("web")).Status.Conditions!);
        Assert.Equal(("ReplicaFailure", "True", "FailedCreate"), (condition.Type, condition.Status, condition.Reason));
        Assert.EndsWith("is forbidden: closed", condition.Message, StringComparison.Ordinal);
        Assert.All(await cluster.EventsAsync("FailedCreate"), message => Assert.StartsWith("Error creating: pods \"web-", message, StringComparison.Ordinal));

        gate.Closed = false;
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(20), Cancel);
        Assert.Equal(3, (await cluster.ListAsync<V1Pod>()).Count);
        Assert.Empty((await cluster.GetAsync<V1ReplicaSet>("web")).Status.Conditions ?? []);
    }

    [Fact]
    public async Task ReplicationController_IsCreated_KeepsItsPodsLikeASet()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(new V1ReplicationController
        {
            Metadata = new() { Name = "old", Namespace = "default" },
            Spec = new() { Replicas = 2, Selector = new() { ["app"] = "web" }, Template = Workloads.Template() },
        });
        await cluster.RunPodsAsync();

        Assert.All(await cluster.ListAsync<V1Pod>(), pod => Assert.Equal(("v1", "ReplicationController"), (Owner(pod).ApiVersion, Owner(pod).Kind)));
        var status = (await cluster.GetAsync<V1ReplicationController>("old")).Status;
        Assert.Equal((2, 2, 2), (status.Replicas, status.ReadyReplicas, status.AvailableReplicas));
    }

    private static V1OwnerReference Owner(V1Pod pod) => Assert.Single(pod.Metadata.OwnerReferences!);

    private sealed class Gate : IValidatingAdmission
    {
        public bool Closed { get; set; }

        public bool Handles(AdmissionRequest request) => Closed && request.Resource.Resource.Resource == "pods" && request.Operation == "create";

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
            throw new ForbiddenException(request.Resource.Resource, request.Name, "closed");
    }
}
