using Kube.Api.Client;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Scheduling.Tests.Loop;

/// <summary>Pods and nodes that come, change and go while pods are scheduled and bound.</summary>
public sealed class RacingChangesTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Pods_WhileEverythingChanges_AreBoundAtMostOnceAndNeverBeyondANode(int seed)
    {
        await using var cluster = await SchedulerCluster.StartAsync(seed: seed);
        var random = new Random(seed);
        var boundTo = new Dictionary<string, string>();
        var watching = new CancellationTokenSource();
        var watch = cluster.Cluster.Scheduler.Run("watch", () => WatchAsync(cluster, boundTo, watching.Token));
        for (var i = 0; i < 6; i++) await cluster.AddAsync(Objects.Node($"n{i}", cpu: "2"));
        for (var i = 0; i < 120; i++)
        {
            await cluster.AddAsync(Objects.Pod($"p{i}", "300m"));
            if (random.Next(4) == 0) await DeleteAsync(cluster.Pods, new("default", $"p{random.Next(i + 1)}"));
            if (random.Next(6) == 0) await BindByHandAsync(cluster, $"p{random.Next(i + 1)}", $"n{random.Next(6)}");
            if (random.Next(10) == 0) await cluster.Cluster.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(2000)), Cancel);
        }

        await cluster.Cluster.AdvanceAsync(TimeSpan.FromMinutes(6), Cancel);
        await watching.CancelAsync();
        await watch;

        var pods = await cluster.PodsAsync();
        var free = pods.Count(static pod => pod.Spec!.NodeName is null);
        var onNodes = pods.Where(static pod => pod.Spec!.NodeName is not null).CountBy(static pod => pod.Spec!.NodeName!).ToDictionary();
        // Six fit on each node; what was bound by hand beyond that is not the scheduler's.
        if (free > 0) Assert.All(Enumerable.Range(0, 6), i => Assert.True(onNodes[$"n{i}"] >= 6));
        Assert.True(boundTo.Count > 0);
    }

    private static async Task WatchAsync(SchedulerCluster cluster, Dictionary<string, string> boundTo, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var change in cluster.Pods.WatchAsync("default", new() { ResourceVersion = "0" }, cancellationToken))
            {
                if (change.Object.Spec?.NodeName is not { Length: > 0 } node) continue;
                if (!boundTo.TryAdd(change.Object.Metadata.Uid!, node)) Assert.Equal(boundTo[change.Object.Metadata.Uid!], node);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The test is over.
        }
    }

    private static async Task DeleteAsync(IResourceClient<V1Pod> pods, ObjectKey key)
    {
        try
        {
            await pods.DeleteAsync(key, new() { GracePeriodSeconds = 0 }, Cancel);
        }
        catch (NotFoundException)
        {
            // Deleted before.
        }
    }

    private static async Task BindByHandAsync(SchedulerCluster cluster, string pod, string node)
    {
        try
        {
            await cluster.Pods.CreateAsync(
                new("default", pod), "binding", new V1Binding { Metadata = new() { Name = pod, Namespace = "default" }, Target = new() { Kind = "Node", Name = node } }, WriteOptions.Default, Cancel);
        }
        catch (Exception e) when (e is NotFoundException or ConflictException)
        {
            // The scheduler was first, or the pod is gone.
        }
    }
}
