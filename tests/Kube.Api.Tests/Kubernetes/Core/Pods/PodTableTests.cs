using Kube.Api.Kubernetes.Core.Pods;
using Kube.Api.Models;
using Kube.Api.Tables;
using Kube.Api.Tests.Kubernetes.PodTemplates;

namespace Kube.Api.Tests.Kubernetes.Core.Pods;

public sealed class PodTableTests
{
    private static readonly DateTime Now = new(2026, 1, 1, 0, 10, 0, DateTimeKind.Utc);

    [Fact]
    public void Summary_NewPod_IsPending() => Assert.Equal("0/1 Pending 0", Show(_ => { }));

    [Fact]
    public void Summary_Gated_SaysSo() =>
        Assert.Equal(
            "0/1 SchedulingGated 0",
            Show(p => p.Status!.Conditions = [new() { Type = "PodScheduled", Status = "False", Reason = "SchedulingGated" }]));

    [Fact]
    public void Summary_Running_CountsReadyContainers() =>
        Assert.Equal("1/1 Running 0", Show(p => Running(p, new V1ContainerStatus { Name = "c", Ready = true, State = new() { Running = new() } })));

    [Fact]
    public void Summary_CrashLoop_ShowsItsReasonAndLastRestart() =>
        Assert.Equal(
            "0/1 CrashLoopBackOff 3 (60s ago)",
            Show(p => Running(p, new V1ContainerStatus
            {
                Name = "c", RestartCount = 3, State = new() { Waiting = new() { Reason = "CrashLoopBackOff" } },
                LastState = new() { Terminated = new() { FinishedAt = Now.AddSeconds(-60) } },
            })));

    [Fact]
    public void Summary_EndedBySignal_NamesIt() =>
        Assert.Equal("0/1 Signal:9 0", Show(p => Running(p, new V1ContainerStatus { Name = "c", State = new() { Terminated = new() { ExitCode = 137, Signal = 9 } } })));

    [Fact]
    public void Summary_OneCompletedOneRunning_IsNotReady() =>
        Assert.Equal(
            "1/1 NotReady 0",
            Show(p => Running(
                p,
                new V1ContainerStatus { Name = "c", State = new() { Terminated = new() { Reason = "Completed" } } },
                new() { Name = "d", Ready = true, State = new() { Running = new() } })));

    [Fact]
    public void Summary_InitContainerWaits_CountsThoseDone() =>
        Assert.Equal("0/1 Init:0/2 0", Show(p =>
        {
            p.Spec!.InitContainers = [new() { Name = "i" }, new() { Name = "j" }];
            p.Status!.InitContainerStatuses = [new() { Name = "i", State = new() { Running = new() } }, new() { Name = "j" }];
        }));

    [Fact]
    public void Summary_InitContainerFailed_ShowsItsExitCode() =>
        Assert.Equal("0/1 Init:ExitCode:2 1", Show(p =>
        {
            p.Spec!.InitContainers = [new() { Name = "i" }];
            p.Status!.InitContainerStatuses = [new() { Name = "i", RestartCount = 1, State = new() { Terminated = new() { ExitCode = 2 } } }];
        }));

    [Fact]
    public void Summary_SidecarReady_CountsAsAContainer() =>
        Assert.Equal("2/2 Running 1", Show(p =>
        {
            p.Spec!.InitContainers = [new() { Name = "s", RestartPolicy = "Always" }];
            p.Status!.InitContainerStatuses = [new() { Name = "s", Started = true, Ready = true, RestartCount = 1, State = new() { Running = new() } }];
            Running(p, new V1ContainerStatus { Name = "c", Ready = true, State = new() { Running = new() } });
        }));

    [Fact]
    public void Summary_Deleted_IsTerminating() => Assert.Equal("0/1 Terminating 0", Show(p => p.Metadata.DeletionTimestamp = Now));

    [Fact]
    public void Row_WideCells_ShowNoneForWhatIsMissing()
    {
        var row = new TableRow(Now);
        new PodTable().FillRow(Pod(p => p.Spec!.ReadinessGates = [new() { ConditionType = "x" }]), row);
        Assert.Equal(9, row.Cells.Count);
        Assert.Equal([TableCell.Text("<none>"), TableCell.Text("<none>"), TableCell.Text("<none>"), TableCell.Text("0/1")], row.Cells.Skip(5));
    }

    private static void Running(V1Pod pod, params V1ContainerStatus[] statuses)
    {
        pod.Status!.Phase = "Running";
        pod.Status.ContainerStatuses = [.. statuses];
    }

    private static V1Pod Pod(Action<V1Pod> change) => PodBuilder.Pod(p =>
    {
        p.Status = new V1PodStatus { Phase = "Pending" };
        change(p);
    });

    private static string Show(Action<V1Pod> change)
    {
        var row = new TableRow(Now);
        new PodTable().FillRow(Pod(change), row);
        return string.Join(' ', row.Cells.Skip(1).Take(3).Select(cell => cell.TextValue));
    }
}
