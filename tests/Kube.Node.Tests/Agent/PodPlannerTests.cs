using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Probes;
using Kube.Node.Runtime;

namespace Kube.Node.Tests.Agent;

public sealed class PodPlannerTests
{
    private static readonly DateTimeOffset s_now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ProbeResults _probes = new();

    // Containers are name:state, with the state r(unning), e<code>, c(reated) or u(nknown); the newest first. Sidecars begin with s, inits with i.
    [Theory]
    [InlineData("Always", "a b", "-", "", "create 0 | start a b")]
    [InlineData("Always", "i1 i2 a", "-", "", "create 0 | init i1")]
    [InlineData("Always", "a b", "ready", "", "start a b")]
    [InlineData("Always", "a b", "ready", "a:r b:r", "")]
    [InlineData("Always", "a b", "ready", "a:r b:e0", "start b")]
    [InlineData("OnFailure", "a b", "ready", "a:r b:e0", "")]
    [InlineData("OnFailure", "a b", "ready", "a:r b:e1", "start b")]
    [InlineData("Never", "a b", "ready", "a:r b:e1", "")]
    [InlineData("Never", "a b", "ready", "a:e0 b:e1", "kill pod")]
    [InlineData("OnFailure", "a", "ready", "a:e0", "kill pod")]
    [InlineData("Always", "a", "ready", "a:c", "start a")]
    [InlineData("Always", "a", "ready", "a:u", "kill a | start a")]
    [InlineData("Always", "a", "dead", "a:e0", "kill pod | create 1 | start a")]
    [InlineData("Never", "a", "dead", "a:e0", "kill pod")]
    [InlineData("OnFailure", "a", "dead", "a:e0", "kill pod")]
    [InlineData("OnFailure", "a b", "dead", "a:e0 b:e1", "kill pod | create 1 | start b")]
    [InlineData("Always", "i1 i2 a", "ready", "", "init i1")]
    [InlineData("Always", "i1 i2 a", "ready", "i1:r", "")]
    [InlineData("Always", "i1 i2 a", "ready", "i1:e0", "init i2")]
    [InlineData("Always", "i1 i2 a", "ready", "i2:e0", "start a")]
    [InlineData("Always", "i1 i2 a", "ready", "i1:e0 i2:e1", "init i2")]
    [InlineData("Never", "i1 i2 a", "ready", "i1:e0 i2:e1", "kill pod")]
    [InlineData("Always", "i1 a", "ready", "a:r", "")]
    [InlineData("Always", "s1 i1 a", "ready", "", "init s1")]
    [InlineData("Always", "s1 i1 a", "ready", "s1:r", "init i1")]
    [InlineData("Always", "s1 i1 a", "ready", "s1:r i1:e0", "start a")]
    [InlineData("Always", "s1 i1 a", "ready", "s1:e1 i1:r", "init s1")]
    [InlineData("Always", "s1 a", "ready", "s1:e1 a:r", "init s1")]
    [InlineData("Never", "s1 a", "ready", "s1:r a:e0", "kill pod")]
    [InlineData("Never", "s1 a", "ready", "s1:e0 a:r", "init s1")]
    [InlineData("Always", "s1 s2 a", "ready", "s1:r", "init s2")]
    [InlineData("Always", "s1 s2 a", "ready", "s1:r s2:r", "start a")]
    public void Plan_ByPolicyAndObservation(string policy, string containers, string sandbox, string observed, string expected) =>
        Assert.Equal(expected, Show(PodPlanner.Plan(Pod(policy, containers), Observe(sandbox, observed), _probes)));

    [Theory]
    [InlineData(nameof(ProbeKind.Liveness), "Always", "kill a (Container a failed liveness probe, will be restarted) | start a")]
    [InlineData(nameof(ProbeKind.Startup), "OnFailure", "kill a (Container a failed startup probe, will be restarted) | start a")]
    [InlineData(nameof(ProbeKind.Liveness), "Never", "kill a (Container a failed liveness probe)")]
    [InlineData(nameof(ProbeKind.Readiness), "Always", "")]
    public void Plan_ProbeFailed(string kind, string policy, string expected)
    {
        var observed = Observe("ready", "a:r b:r");
        _probes.Set(observed.Containers[0].Id, Enum.Parse<ProbeKind>(kind), ProbeResult.Failure);

        var plan = PodPlanner.Plan(Pod(policy, "a b"), observed, _probes);

        Assert.Equal(expected, Show(plan, messages: true));
    }

    [Fact]
    public void Plan_ImageChanged_RestartsTheContainer()
    {
        var pod = Pod("Never", "a");
        var observed = Observe("ready", "a:r");
        pod.Spec.Containers[0].Image = "newer";

        Assert.Equal("kill a (Container a definition changed, will be restarted) | start a", Show(PodPlanner.Plan(pod, observed, _probes), messages: true));
    }

    [Fact]
    public void Plan_BeingDeleted_StartsNothing()
    {
        var pod = Pod("Always", "a b");
        pod.Metadata.DeletionTimestamp = s_now.UtcDateTime;

        Assert.Equal("", Show(PodPlanner.Plan(pod, Observe("ready", "a:r b:e1"), _probes)));
    }

    private static V1Pod Pod(string policy, string containers)
    {
        var all = containers.Split(' ').Select(name => new V1Container { Name = name, Image = "x", RestartPolicy = name[0] == 's' ? "Always" : null }).ToList();
        return new()
        {
            Metadata = new() { Name = "web", Namespace = "default", Uid = "1" },
            Spec = new()
            {
                RestartPolicy = policy,
                InitContainers = [.. all.Where(c => c.Name[0] is 'i' or 's')],
                Containers = [.. all.Where(c => c.Name[0] is not ('i' or 's'))],
            },
        };
    }

    private static PodObservation Observe(string sandbox, string containers)
    {
        if (sandbox == "-") return PodObservation.Empty;
        var box = new SandboxStatus
        {
            Id = "box",
            Metadata = new() { Name = "web", Namespace = "default", Uid = "1" },
            State = sandbox == "ready" ? SandboxState.Ready : SandboxState.NotReady,
            CreatedAt = s_now,
        };
        return new([box], [.. containers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Observe)]);
    }

    private static ContainerStatus Observe(string text)
    {
        var (name, state) = (text.Split(':')[0], text.Split(':')[1]);
        return new()
        {
            Id = $"id-{name}",
            SandboxId = "box",
            Metadata = new() { Name = name },
            State = state[0] switch { 'r' => ContainerState.Running, 'e' => ContainerState.Exited, 'c' => ContainerState.Created, _ => ContainerState.Unknown },
            ExitCode = state[0] == 'e' ? int.Parse(state[1..]) : 0,
            CreatedAt = s_now,
            Annotations = new Dictionary<string, string> { [RuntimeLabels.ContainerHash] = ContainerHash.Of(new() { Name = name, Image = "x" }) },
        };
    }

    private static string Show(PodPlan plan, bool messages = false)
    {
        var parts = new List<string>();
        if (plan.KillPod) parts.Add("kill pod");
        if (plan.ContainersToKill.Count > 0) parts.Add("kill " + string.Join(' ', plan.ContainersToKill.Select(kill => messages ? $"{kill.Name} ({kill.Message})" : kill.Name)));
        if (plan.CreateSandbox) parts.Add($"create {plan.Attempt}");
        if (plan.InitContainersToStart.Count > 0) parts.Add("init " + string.Join(' ', plan.InitContainersToStart));
        if (plan.ContainersToStart.Count > 0) parts.Add("start " + string.Join(' ', plan.ContainersToStart));
        return string.Join(" | ", parts);
    }
}
