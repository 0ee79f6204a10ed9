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

    private static string Make(V1PodStatus from, V1PodStatus to) => Encoding.UTF8.GetString(PodStatusPatch.Make("u", from, to)!);

    private static V1PodStatus Status(string phase, string? reason = null) => new() { Phase = phase, Reason = reason };
}
