using Kube.Api.Models;
using Kube.Node.Status;

namespace Kube.Node.Tests.Status;

public sealed class PodPhaseTests
{
    // Statuses are name:state, with w(aiting), l (waiting after an end), r(unning), e<code>; inits begin with i.
    [Theory]
    [InlineData("Always", "a:w", false, "Pending")]
    [InlineData("Always", "a:r b:w", false, "Pending")]
    [InlineData("Always", "a:r b:r", false, "Running")]
    [InlineData("Always", "a:r b:e0", false, "Running")]
    [InlineData("Always", "a:e1", false, "Running")]
    [InlineData("Always", "a:l", false, "Running")]
    [InlineData("Always", "a:e0", true, "Succeeded")]
    [InlineData("Always", "a:e1", true, "Failed")]
    [InlineData("OnFailure", "a:e0 b:e0", false, "Succeeded")]
    [InlineData("OnFailure", "a:e0 b:e1", false, "Running")]
    [InlineData("Never", "a:e0 b:e0", false, "Succeeded")]
    [InlineData("Never", "a:e0 b:e1", false, "Failed")]
    [InlineData("Never", "a:r b:e1", false, "Running")]
    [InlineData("Never", "i1:r a:w", false, "Pending")]
    [InlineData("Never", "i1:e1 a:w", false, "Failed")]
    [InlineData("Always", "i1:e1 a:w", false, "Pending")]
    [InlineData("Always", "i1:e0 a:r", false, "Running")]
    [InlineData("Always", "i1:e0 a:w", false, "Pending")]
    public void Of_ByPolicyAndStates(string policy, string states, bool isTerminal, string expected)
    {
        var all = states.Split(' ').Select(text => (Name: text.Split(':')[0], State: text.Split(':')[1])).ToList();
        var pod = new V1Pod
        {
            Spec = new()
            {
                RestartPolicy = policy,
                InitContainers = [.. all.Where(c => c.Name[0] == 'i').Select(c => new V1Container { Name = c.Name })],
                Containers = [.. all.Where(c => c.Name[0] != 'i').Select(c => new V1Container { Name = c.Name })],
            },
        };
        var status = new V1PodStatus
        {
            InitContainerStatuses = [.. all.Where(c => c.Name[0] == 'i').Select(c => Status(c.Name, c.State))],
            ContainerStatuses = [.. all.Where(c => c.Name[0] != 'i').Select(c => Status(c.Name, c.State))],
        };

        Assert.Equal(expected, PodPhase.Of(pod, status, isTerminal, wasInitialized: false));
    }

    private static V1ContainerStatus Status(string name, string state) => new()
    {
        Name = name,
        State = state[0] switch
        {
            'r' => new() { Running = new() },
            'e' => new() { Terminated = new() { ExitCode = int.Parse(state[1..]) } },
            _ => new() { Waiting = new() },
        },
        LastState = state[0] == 'l' ? new() { Terminated = new() { ExitCode = 1 } } : new(),
    };
}
