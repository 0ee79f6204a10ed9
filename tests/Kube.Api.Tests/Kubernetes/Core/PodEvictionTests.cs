using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Xunit;

namespace Kube.Api.Tests.Kubernetes.Core;

public sealed class PodEvictionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Evict_PodWithoutBudget_DeletesIt()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        Assert.Equal("Success", await cluster.EvictAsync("a"));
        await Assert.ThrowsAsync<NotFoundException>(async () => await cluster.Pods.GetAsync(new("n", "a"), Cancel));
    }

    [Fact]
    public async Task Evict_BudgetWithOneToSpare_CountsItAndNotesThePod()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await cluster.AddBudgetAsync(allowed: 1);
        Assert.Equal("Success", await cluster.EvictAsync("a", dryRun: true));
        Assert.Equal(1, (await cluster.BudgetAsync()).DisruptionsAllowed);

        Assert.Equal("Success", await cluster.EvictAsync("a"));
        var status = await cluster.BudgetAsync();
        Assert.Equal(0, status.DisruptionsAllowed);
        Assert.Equal(["a"], status.DisruptedPods!.Keys);
        Assert.Equal("InsufficientPods", Assert.Single(status.Conditions!).Reason);
    }

    [Fact]
    public async Task Evict_BudgetWithNothingToSpare_IsToldWhy()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await cluster.AddBudgetAsync(allowed: 0, desired: 1);
        var refusal = await Assert.ThrowsAsync<TooManyRequestsException>(async () => await cluster.EvictAsync("a"));
        Assert.Equal("Cannot evict pod as it would violate the pod's disruption budget.", refusal.Message);
        Assert.Equal("The disruption budget b needs 1 healthy pods and has 0 currently", Assert.Single(refusal.Causes).Message);
        Assert.NotNull(await cluster.Pods.GetAsync(new("n", "a"), Cancel));
    }

    [Fact]
    public async Task Evict_BudgetNotLookedAtYet_IsToldToComeBack()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await cluster.AddBudgetAsync(allowed: 1, observed: 0);
        var refusal = await Assert.ThrowsAsync<TooManyRequestsException>(async () => await cluster.EvictAsync("a"));
        Assert.Equal(10, refusal.RetryAfterSeconds);
        Assert.Equal("The disruption budget b is still being processed by the server.", Assert.Single(refusal.Causes).Message);
    }

    [Theory]
    [InlineData("AlwaysAllow", 0)]
    [InlineData(null, 1)]
    public async Task Evict_PodThatIsNotReady_MayGoWithoutBeingCounted(string? policy, int healthy)
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a", ready: false);
        await cluster.AddBudgetAsync(allowed: 0, healthy: healthy, desired: 1, policy: policy);
        Assert.Equal("Success", await cluster.EvictAsync("a"));
        Assert.Null((await cluster.BudgetAsync()).DisruptedPods);
    }

    [Fact]
    public async Task Evict_PendingPod_AsksNoBudget()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a", phase: "Pending");
        await cluster.AddBudgetAsync(allowed: 0);
        Assert.Equal("Success", await cluster.EvictAsync("a"));
    }

    [Fact]
    public async Task Evict_TwoBudgets_IsNotSupported()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await cluster.AddBudgetAsync(allowed: 1);
        await cluster.AddBudgetAsync(allowed: 1, name: "c");
        var refusal = await Assert.ThrowsAsync<UnclassifiedException>(async () => await cluster.EvictAsync("a"));
        Assert.StartsWith("This pod has more than one PodDisruptionBudget", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evict_WithGrace_SaysInTheStatusWhyItGoes()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await cluster.EvictAsync("a", grace: 30);
        var pod = await cluster.Pods.GetAsync(new("n", "a"), Cancel);
        Assert.Equal(30, pod.Metadata.DeletionGracePeriodSeconds);
        Assert.Equal("EvictionByEvictionAPI", pod.Status!.Conditions!.Single(condition => condition.Type == "DisruptionTarget").Reason);
    }

    [Fact]
    public async Task Evict_OtherUidThanAsked_Conflicts()
    {
        await using var cluster = await Cluster.StartAsync();
        await cluster.AddPodAsync("a");
        await Assert.ThrowsAsync<ConflictException>(async () => await cluster.EvictAsync("a", uid: "00000000-0000-0000-0000-000000000001"));
    }

    private sealed class Cluster(ApiUnderTest api) : IAsyncDisposable
    {
        public IResourceClient<V1Pod> Pods { get; } = api.Client.For<V1Pod>();

        private IResourceClient<V1PodDisruptionBudget> Budgets { get; } = api.Client.For<V1PodDisruptionBudget>();

        public static async Task<Cluster> StartAsync()
        {
            var api = new ApiUnderTest();
            await api.AddNamespacesAsync("n");
            return new Cluster(api);
        }

        public ValueTask DisposeAsync() => api.DisposeAsync();

        public async Task AddPodAsync(string name, bool ready = true, string phase = "Running")
        {
            var pod = await Pods.CreateAsync(
                new V1Pod
                {
                    Metadata = new() { Name = name, Namespace = "n", Labels = new() { ["app"] = "x" } },
                    Spec = new() { NodeName = "node", Containers = [new() { Name = "c", Image = "i" }] },
                },
                WriteOptions.Default, Cancel);
            pod.Status = new() { Phase = phase, Conditions = [new() { Type = "Ready", Status = ready ? "True" : "False" }] };
            await Pods.UpdateAsync(new("n", name), "status", pod, WriteOptions.Default, Cancel);
        }

        public async Task AddBudgetAsync(int allowed, int healthy = 0, int desired = 0, string? policy = null, long observed = 1, string name = "b")
        {
            var budget = await Budgets.CreateAsync(
                new V1PodDisruptionBudget
                {
                    Metadata = new() { Name = name, Namespace = "n" },
                    Spec = new() { Selector = new() { MatchLabels = new() { ["app"] = "x" } }, UnhealthyPodEvictionPolicy = policy },
                },
                WriteOptions.Default, Cancel);
            budget.Status = new() { ObservedGeneration = observed, DisruptionsAllowed = allowed, CurrentHealthy = healthy, DesiredHealthy = desired, ExpectedPods = 1 };
            await Budgets.UpdateAsync(new("n", name), "status", budget, WriteOptions.Default, Cancel);
        }

        public async Task<V1PodDisruptionBudgetStatus> BudgetAsync() => (await Budgets.GetAsync(new("n", "b"), Cancel)).Status!;

        public async Task<string?> EvictAsync(string name, bool dryRun = false, long? grace = 0, string? uid = null)
        {
            var eviction = new V1Eviction
            {
                Metadata = new() { Name = name, Namespace = "n" },
                DeleteOptions = new() { GracePeriodSeconds = grace, Preconditions = uid is null ? null : new() { Uid = uid } },
            };
            var answer = await Pods.CreateAsync(new("n", name), "eviction", eviction, new WriteOptions { DryRun = dryRun ? ["All"] : [] }, Cancel);
            return ((V1Status)answer).Status;
        }
    }
}
