using System.Security.Cryptography;
using Kube.Node.Errors;
using Kube.Node.Runtime.Process.Linux;
using Kube.Node.Runtime.Process.Shim;

namespace Kube.Node.Runtime.Process;

internal sealed class ProcessContainers(ProcessPods pods, LaunchPlan plan, TimeProvider time) : IContainerDoor
{
    public async ValueTask<string> CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var pod = pods.Get(request.SandboxId);
        if (!pod.IsReady)
            throw new RuntimeFailureException("create container", $"sandbox {request.SandboxId} is not ready");
        var id = RandomNumberGenerator.GetHexString(64, lowercase: true);
        var record = plan.Record(id, pod, request, time.GetUtcNow());
        pods.Host.State.Write(record);
        pod.Add(new(record, pod));
        pods.Tell(ContainerEventKind.Created, pod, id);
        return id;
    }

    public async ValueTask StartAsync(string containerId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var container = pods.GetContainer(containerId);
        if (container.Status.State != ContainerState.Created)
            throw new ContainerStateException(containerId, container.Status.State, "start");
        var (kind, answer) = await pods.AskAsync(container.Pod, FrameKind.Start, plan.Start(container), cancellationToken);
        if (kind == FrameKind.Ok)
        {
            pods.SetRunning(container, answer);
            return;
        }

        // As upstream's runtimes: a container whose program cannot be run has ended, with 128.
        var cause = answer.Text("message");
        var now = time.GetUtcNow();
        var exit = new ExitRecord(128, 0, OutOfMemory: false, now, now, "StartError", cause);
        pods.Host.State.WriteExit(container.Record, exit);
        pods.SetExited(container, exit);
        throw new ContainerStartException(containerId, cause, exit.Code);
    }

    public async ValueTask StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        if (pods.FindContainer(containerId) is not { } container || container.Status.State == ContainerState.Exited)
            return;
        if (container.Status.State == ContainerState.Created)
        {
            var now = time.GetUtcNow();
            pods.SetExited(container, new(128 + Sys.SigKill, Sys.SigKill, OutOfMemory: false, null, now));
            return;
        }

        if (grace > TimeSpan.Zero)
        {
            await SignalAsync(container, LaunchPlan.StopSignal(container.Record), cancellationToken);
            try
            {
                await container.Ended.WaitAsync(grace, time, cancellationToken);
                return;
            }
            catch (TimeoutException)
            {
                // It had its time.
            }
        }

        await SignalAsync(container, Sys.SigKill, cancellationToken);
        await container.Ended.WaitAsync(cancellationToken);
    }

    public async ValueTask RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        if (pods.FindContainer(containerId) is not { } container)
            return;
        await StopAsync(containerId, TimeSpan.Zero, cancellationToken);
        if (container.Record.Cgroup.Length > 0)
            pods.Host.Cgroups.Remove(container.Record.Cgroup);
        pods.Host.State.Remove(container.Record);
        container.Pod.Remove(container);
        pods.Tell(ContainerEventKind.Deleted, container.Pod, containerId);
    }

    public async ValueTask<ContainerStatus> GetStatusAsync(string containerId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        return pods.GetContainer(containerId).Status;
    }

    public async ValueTask<IReadOnlyList<ContainerStatus>> ListAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var candidates = filter.SandboxId is { } sandboxId
            ? pods.Find(sandboxId) is { } pod ? [pod] : []
            : pods.All;
        return
        [
            .. candidates.SelectMany(pod => pod.Containers).Select(container => container.Status).Where(filter.Matches)
                .OrderByDescending(container => container.CreatedAt).ThenBy(container => container.Id, StringComparer.Ordinal),
        ];
    }

    public async ValueTask UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        var container = pods.GetContainer(containerId);
        if (container.Record.Cgroup.Length == 0 || !pods.Host.Cgroups.CanLimit)
            throw new RuntimeRefusalException("spec.containers[].resources", "limits cannot be changed: this node cannot write cgroups");
        if (!pods.Host.Cgroups.Limit(container.Record.Cgroup, resources))
            throw new RuntimeFailureException("update resources", "the kernel does not take these limits");
        container.SetResources(resources);
    }

    private async ValueTask SignalAsync(ProcessContainer container, int signal, CancellationToken cancellationToken)
    {
        try
        {
            await pods.AskAsync(container.Pod, FrameKind.Signal, new Fields().Add("id", container.Record.Id).Add("signal", signal), cancellationToken);
        }
        catch (RuntimeFailureException)
        {
            // The shim is dead: whoever watches it ends the container.
            await pods.EndAsync(container.Pod);
        }
    }
}
