using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Node.EnvironmentVariables;
using Kube.Node.Errors;
using Kube.Node.Images;
using Kube.Node.Lifecycle;
using Kube.Node.Runtime;
using Kube.Node.Status;

namespace Kube.Node.Agent;

/// <summary>Brings one container up: image, configuration, create, start, hook (upstream's <c>startContainer</c>, 1.36).</summary>
internal sealed class ContainerStarter(IContainerRuntime runtime, ImagePuller images, ContainerConfigs configs, LifecycleHooks hooks, ContainerStopper stopper, INodeEvents events)
{
    /// <returns>Null when it runs, else why not.</returns>
    public async ValueTask<StartFailure?> StartAsync(PodSession session, V1Container container, SandboxStatus sandbox, SandboxConfig sandboxConfig, PodObservation observed, CancellationToken cancellationToken)
    {
        var pod = session.Pod;
        var image = await images.EnsureAsync(pod, container, sandboxConfig, session.Pulls, cancellationToken);
        if (image.Failure is { } failure)
        {
            session.WakeAfter(image.RetryAfter);
            Failed(failure.Reason);
            return failure;
        }

        if (await ImageVolumesAsync(session, container, sandboxConfig, cancellationToken) is { } missing)
        {
            session.WakeAfter(PodSession.RetryWait);
            Failed(missing.Reason);
            return missing;
        }

        ContainerConfig config;
        try
        {
            config = await BuildAsync(session, container, sandbox, observed, image.Reference, cancellationToken);
        }
        catch (Exception e) when (e is ContainerSetupException or ApiException or IOException or HttpRequestException)
        {
            session.WakeAfter(PodSession.RetryWait);
            Failed(e.Message);
            return new(Reasons.CreateContainerConfigError, e.Message);
        }

        string id;
        try
        {
            id = await runtime.Containers.CreateAsync(new() { SandboxId = sandbox.Id, Config = config, SandboxConfig = sandboxConfig }, cancellationToken);
            events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.Created, "Container created");
        }
        catch (NodeException e)
        {
            session.WakeAfter(PodSession.RetryWait);
            Failed(e.Message);
            return new(Reasons.CreateContainerError, e.Message);
        }

        try
        {
            await runtime.Containers.StartAsync(id, cancellationToken);
            events.Container(pod, container.Name, NodeEventsExtensions.Normal, EventReasons.Started, "Container started");
        }
        catch (NodeException e)
        {
            session.WakeAfter(PodSession.RetryWait);
            Failed(e.Message);
            return new(Reasons.RunContainerError, e.Message);
        }

        return await RunPostStartAsync(session, container, id, sandbox, cancellationToken);

        void Failed(string message) => events.Container(pod, container.Name, NodeEventsExtensions.Warning, EventReasons.Failed, $"Error: {message}");
    }

    /// <summary>Sees to it that the images are there that the container has as volumes.</summary>
    private async ValueTask<StartFailure?> ImageVolumesAsync(PodSession session, V1Container container, SandboxConfig sandboxConfig, CancellationToken cancellationToken)
    {
        foreach (var volume in (session.Pod.Spec.Volumes ?? []).Where(volume => volume.Image is not null && container.VolumeMounts?.Any(mount => mount.Name == volume.Name) == true))
        {
            var wanted = new V1Container { Name = container.Name, Image = volume.Image!.Reference, ImagePullPolicy = volume.Image.PullPolicy ?? "IfNotPresent" };
            var image = await images.EnsureAsync(session.Pod, wanted, sandboxConfig, session.Pulls, cancellationToken);
            if (image.Failure is { } failure) return failure;
            session.Volumes.Images[volume.Name] = image.Reference;
        }

        return null;
    }

    private async ValueTask<ContainerConfig> BuildAsync(
        PodSession session, V1Container container, SandboxStatus sandbox, PodObservation observed, string imageReference, CancellationToken cancellationToken)
    {
        var image = await runtime.Images.GetStatusAsync(container.Image ?? "", cancellationToken);
        var target = session.Pod.Spec.EphemeralContainers?.Find(c => c.Name == container.Name)?.TargetContainerName;
        return await configs.BuildAsync(
            new()
            {
                Pod = session.Pod,
                Container = container,
                Volumes = session.Volumes,
                Attempt = Attempt(session, container, observed),
                ImageReference = imageReference,
                ImageUser = image?.User,
                ImageUserName = image?.UserName ?? "",
                PodAddresses = session.Pod.Spec.HostNetwork == true ? session.HostAddresses : sandbox.Addresses,
                TargetContainerId = target is { Length: > 0 } ? observed.Newest(target)?.Id ?? "" : "",
            },
            cancellationToken);
    }

    /// <summary>One more than before; the runtime may have forgotten, then the pod's status remembers.</summary>
    private static int Attempt(PodSession session, V1Container container, PodObservation observed)
    {
        if (observed.Newest(container.Name) is { } last) return last.Metadata.Attempt + 1;
        var known = (session.Status?.ContainerStatuses ?? []).Concat(session.Status?.InitContainerStatuses ?? []).FirstOrDefault(status => status.Name == container.Name);
        return known is { ContainerID.Length: > 0 } ? known.RestartCount + 1 : known?.RestartCount ?? 0;
    }

    private async ValueTask<StartFailure?> RunPostStartAsync(PodSession session, V1Container container, string id, SandboxStatus sandbox, CancellationToken cancellationToken)
    {
        if (container.Lifecycle?.PostStart is not { } hook) return null;
        var address = session.AddressOf(sandbox);
        if (await hooks.RunAsync(container, id, hook, address, cancellationToken) is not { } error) return null;
        events.Container(session.Pod, container.Name, NodeEventsExtensions.Warning, EventReasons.FailedPostStartHook, "PostStartHook failed");
        var status = await runtime.Containers.GetStatusAsync(id, cancellationToken);
        await stopper.StopAsync(session, container, status, "FailedPostStartHook", session.Grace(), cancellationToken);
        return new(Reasons.PostStartHookError, error);
    }
}
