using Kube.Node.Errors;

namespace Kube.Node.Runtime.Process;

internal sealed class ProcessSandboxes(ProcessPods pods) : ISandboxDoor
{
    public async ValueTask<string> RunAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        Check(config);
        return (await pods.AddAsync(config, cancellationToken)).Id;
    }

    public async ValueTask StopAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        if (pods.Find(sandboxId) is { } pod)
            await pods.EndAsync(pod);
    }

    public async ValueTask RemoveAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        if (pods.Find(sandboxId) is not { } pod)
            return;
        await pods.EndAsync(pod);
        await pod.Watching.WaitAsync(cancellationToken);
        foreach (var container in pod.Containers)
        {
            if (container.Record.Cgroup.Length > 0)
                pods.Host.Cgroups.Remove(container.Record.Cgroup);
        }

        StateDirectory.RemoveDirectory(pods.Host.State.PathOf(sandboxId));
        pods.Forget(pod);
    }

    public async ValueTask<SandboxStatus> GetStatusAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        return pods.Get(sandboxId).Status;
    }

    public async ValueTask<IReadOnlyList<SandboxStatus>> ListAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        await pods.StartAsync(cancellationToken);
        return [.. pods.All.Select(pod => pod.Status).Where(filter.Matches).OrderByDescending(sandbox => sandbox.CreatedAt).ThenBy(sandbox => sandbox.Id, StringComparer.Ordinal)];
    }

    private void Check(SandboxConfig config)
    {
        var security = config.Security;
        if (security.UserNamespace)
            throw new RuntimeRefusalException("spec.hostUsers", "the process runtime has no user namespaces; leave hostUsers unset, or run containerd");
        if (config.RuntimeHandler.Length > 0)
            throw new RuntimeRefusalException("spec.runtimeClassName", $"no runtime for \"{config.RuntimeHandler}\" is configured; the process runtime has only the default handler");
        if (security.Privileged && !pods.Host.Options.AllowHostRoot)
            throw Refusals.HostRoot("securityContext.privileged");
        if (!pods.Host.Abilities.Isolation && config.Sysctls.Count > 0)
            throw Refusals.NotIsolated("spec.securityContext.sysctls", pods.Host.Abilities);
        // Without an interface of its own a pod has nothing that a port of the host could lead to.
        if (!pods.Host.Abilities.Isolation && config.PortMappings.Any(port => port.HostPort > 0))
            throw Refusals.NotIsolated("spec.containers[].ports[].hostPort", pods.Host.Abilities);
        foreach (var name in config.Sysctls.Keys)
        {
            if (!name.StartsWith("net.", StringComparison.Ordinal))
                throw new RuntimeRefusalException($"spec.securityContext.sysctls[{name}]", "the process runtime sets only net.* settings; run containerd for others");
        }
    }
}
