using Kube.Api.Models;
using Kube.Controllers.TaintEviction;

namespace Kube.Controllers.Tests.TaintEviction;

public sealed class TaintEvictionReconcilerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, null, null, null, 0)]
    [InlineData("k", "Equal", "v", 60L, 60)]
    [InlineData("k", "Equal", "w", 60L, 0)]
    [InlineData("k", "Exists", null, null, null)]
    [InlineData(null, "Exists", null, 5L, 5)]
    [InlineData("k", "Exists", null, -1L, 0)]
    public void Of_Toleration_SaysHowLong(string? key, string? op, string? value, long? seconds, int? expected)
    {
        var pod = Workloads.Pod("a");
        if (op is not null) pod.Spec.Tolerations = [new() { Key = key, Operator = op, Value = value, TolerationSeconds = seconds, Effect = "NoExecute" }];
        var node = new V1Node { Spec = new() { Taints = [new() { Key = "k", Value = "v", Effect = "NoExecute" }, new() { Key = "other", Effect = "NoSchedule" }] } };

        Assert.Equal(expected, (int?)Tolerance.Of(pod, node)?.TotalSeconds);
    }

    [Fact]
    public async Task Node_IsTainted_PodsGoWhenTheirTimeIsUp()
    {
        await using var cluster = await Workloads.StartAsync();
        await cluster.CreateAsync(Workloads.Pod("intolerant"));
        foreach (var (name, seconds) in ((string, long?)[])[("patient", 60), ("spared", 120), ("stoic", null)])
        {
            var pod = Workloads.Pod(name);
            pod.Spec.Tolerations = [new() { Key = "k", Operator = "Exists", Effect = "NoExecute", TolerationSeconds = seconds }];
            await cluster.CreateAsync(pod);
        }

        await cluster.RunPodsAsync();
        await cluster.ChangeNodeAsync(Workloads.Node, node => node.Spec.Taints = [new() { Key = "k", Effect = "NoExecute" }]);
        await cluster.AdvanceAsync(TimeSpan.FromSeconds(1), Cancel);
        var gone = await cluster.GetAsync<V1Pod>("intolerant");
        Assert.NotNull(gone.Metadata.DeletionTimestamp);
        var condition = gone.Status.Conditions!.Find(condition => condition.Type == "DisruptionTarget")!;
        Assert.Equal(("True", "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"), (condition.Status, condition.Reason, condition.Message));
        Assert.Null((await cluster.GetAsync<V1Pod>("patient")).Metadata.DeletionTimestamp);

        await cluster.AdvanceAsync(TimeSpan.FromSeconds(61), Cancel);
        Assert.NotNull((await cluster.GetAsync<V1Pod>("patient")).Metadata.DeletionTimestamp);
        await cluster.ChangeNodeAsync(Workloads.Node, node => node.Spec.Taints = null);
        await cluster.AdvanceAsync(TimeSpan.FromMinutes(10), Cancel);
        Assert.Null((await cluster.GetAsync<V1Pod>("spared")).Metadata.DeletionTimestamp);
        Assert.Null((await cluster.GetAsync<V1Pod>("stoic")).Metadata.DeletionTimestamp);
        Assert.Contains("Cancelling deletion of Pod default/spared", await cluster.EventsAsync("TaintManagerEviction"));
    }
}
