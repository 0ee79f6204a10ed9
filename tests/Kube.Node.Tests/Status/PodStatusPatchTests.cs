using System.Text;
using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Tests.Status;

public sealed class PodStatusPatchTests
{
    [Fact]
    public void Make_Same_IsNothing() => Assert.Null(PodStatusPatch.Make("u", Status("Running"), Status("Running")));

    [Fact]
    public void Make_Changed_HoldsTheChangeAlone() =>
        Assert.Equal("""{"metadata":{"uid":"u"},"status":{"phase":"Failed","reason":"Evicted"}}""", Make(Status("Running"), Status("Failed", reason: "Evicted")));

    [Fact]
    public void Make_Gone_IsNull() => Assert.Equal("""{"metadata":{"uid":"u"},"status":{"reason":null}}""", Make(Status("Failed", reason: "x"), Status("Failed")));

    [Fact]
    public void Make_ConditionsOfOthers_AreLeftAlone()
    {
        var from = Status("Running");
        var to = Status("Running");
        from.Conditions = [new() { Type = "example.com/gate", Status = "True" }, new() { Type = "Ready", Status = "False", Reason = "ContainersNotReady" }];
        to.Conditions = [new() { Type = "example.com/gate", Status = "False" }, new() { Type = "Ready", Status = "True" }];

        var patch = Make(from, to);

        Assert.DoesNotContain("gate", patch, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"Ready\"", patch, StringComparison.Ordinal);
        Assert.Contains("\"reason\":null", patch, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_AddressChanged_ReplacesTheList()
    {
        var from = Status("Running");
        var to = Status("Running");
        from.PodIPs = [new() { Ip = "10.0.0.1" }];
        to.PodIPs = [new() { Ip = "10.0.0.2" }];

        Assert.Equal("""{"metadata":{"uid":"u"},"status":{"podIPs":[{"$patch":"replace"},{"ip":"10.0.0.2"}]}}""", Make(from, to));
    }

    [Fact]
    public void Make_StatusOfAPodThatStarts_AllocatesLittle()
    {
        var (from, to) = (Status("Pending"), Running());
        for (var i = 0; i < 3; i++) Make(from, to);

        var before = GC.GetAllocatedBytesForCurrentThread();
        PodStatusPatch.Make("u", from, to);

        // The trees of both and the patch: a buffer for each status alone would be four times as much.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 16 * 1024);
    }

    [Fact]
    public void Make_StatusBeyondTheKeptBuffers_IsWhole()
    {
        var to = Status("Running");
        to.Message = new string('x', 300_000);

        Assert.Contains(to.Message, Make(Status("Running"), to), StringComparison.Ordinal);
        Assert.Equal("""{"metadata":{"uid":"u"},"status":{"phase":"Failed"}}""", Make(Status("Running"), Status("Failed")));
    }

    private static V1PodStatus Running() => new()
    {
        Phase = "Running",
        HostIP = "10.0.0.1",
        HostIPs = [new() { Ip = "10.0.0.1" }],
        PodIP = "10.1.0.1",
        PodIPs = [new() { Ip = "10.1.0.1" }],
        Conditions = [.. new[] { "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled" }.Select(type => new V1PodCondition { Type = type, Status = "True" })],
        ContainerStatuses = [new() { Name = "web", Image = "docker.io/library/hello:latest", Ready = true, State = new() { Running = new() } }],
    };

    private static string Make(V1PodStatus from, V1PodStatus to) => Encoding.UTF8.GetString(PodStatusPatch.Make("u", from, to)!);

    private static V1PodStatus Status(string phase, string? reason = null) => new() { Phase = phase, Reason = reason };
}
