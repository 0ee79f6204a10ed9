using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

internal sealed class CriContainers(CriClient client, CriLists lists, CriImages images, CriSandboxes sandboxes, CriChanges changes) : IContainerDoor, ICheckpointDoor
{
    private const string StartError = "StartError";

    public async ValueTask<string> CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var wire = new P.CreateContainerRequest
            {
                PodSandboxId = request.SandboxId,
                Config = CriContainerConfigs.ToWire(request.Config, request.SandboxConfig.Security),
                SandboxConfig = CriSandboxConfigs.ToWire(request.SandboxConfig),
            };
            var id = (await client.RuntimeAsync(RuntimeCalls.CreateContainer, wire, cancellationToken)).ContainerId;
            changes.Created(id, request.SandboxId, request.SandboxConfig.Metadata.Uid);
            return id;
        }
        catch (GrpcException e)
        {
            // The statuses of runtimes do not tell what it was that they did not find.
            await sandboxes.GetStatusAsync(request.SandboxId, cancellationToken);
            if (await images.GetStatusAsync(request.Config.Image, cancellationToken) is null) throw new ImageNotFoundException(request.Config.Image);
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask StartAsync(string containerId, CancellationToken cancellationToken)
    {
        var before = await GetStatusAsync(containerId, cancellationToken);
        if (before.State != ContainerState.Created) throw new ContainerStateException(containerId, before.State, "start");
        try
        {
            await client.RuntimeAsync(RuntimeCalls.StartContainer, new() { ContainerId = containerId }, cancellationToken);
            changes.Started(containerId);
        }
        catch (GrpcException e)
        {
            var after = await GetStatusAsync(containerId, cancellationToken);
            if (after is { State: ContainerState.Exited, Reason: StartError }) throw new ContainerStartException(containerId, e.Detail, after.ExitCode);
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            await client.RuntimeAsync(RuntimeCalls.StopContainer, new() { ContainerId = containerId, Timeout = CriValues.Seconds(grace) }, cancellationToken, grace);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return;
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }

        changes.Hint();
    }

    public async ValueTask RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        try
        {
            await client.RuntimeAsync(RuntimeCalls.RemoveContainer, new() { ContainerId = containerId }, cancellationToken);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            // Gone already: what was wanted.
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }

        changes.Removed(containerId);
    }

    public async ValueTask<ContainerStatus> GetStatusAsync(string containerId, CancellationToken cancellationToken)
    {
        if (await FindAsync(containerId, changes.SandboxOf(containerId), cancellationToken) is not { } status) throw new ContainerNotFoundException(containerId);
        if (status.SandboxId.Length > 0) return status;

        // A container's status does not say where it lives; its entry in the list does.
        try
        {
            var listed = await lists.ContainersAsync(new() { Id = containerId }, cancellationToken);
            return status with { SandboxId = listed.FirstOrDefault()?.PodSandboxId ?? "" };
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask<IReadOnlyList<ContainerStatus>> ListAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await lists.ContainersAsync(CriContainerConfigs.ToWire(filter), cancellationToken);
            var statuses = await Task.WhenAll(listed.Select(item => FindAsync(item.Id, item.PodSandboxId, cancellationToken).AsTask()));
            return [.. statuses.OfType<ContainerStatus>().Where(filter.Matches).OrderByDescending(status => status.CreatedAt)];
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken)
    {
        try
        {
            await client.RuntimeAsync(RuntimeCalls.UpdateContainerResources, new() { ContainerId = containerId, Linux = CriValues.Resources(resources) }, cancellationToken);
        }
        catch (GrpcException e)
        {
            throw e.Code == GrpcStatusCode.NotFound ? new ContainerNotFoundException(containerId) : CriClient.Failure(e);
        }
    }

    public async ValueTask CheckpointAsync(string containerId, string location, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            var request = new P.CheckpointContainerRequest { ContainerId = containerId, Location = location, Timeout = CriValues.Seconds(timeout) };
            await client.RuntimeAsync(RuntimeCalls.CheckpointContainer, request, cancellationToken, timeout);
        }
        catch (GrpcException e)
        {
            throw e.Code == GrpcStatusCode.NotFound ? new ContainerNotFoundException(containerId) : CriClient.Failure(e);
        }
    }

    private async ValueTask<ContainerStatus?> FindAsync(string containerId, string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.RuntimeAsync(RuntimeCalls.ContainerStatus, new() { ContainerId = containerId }, cancellationToken);
            var status = CriContainerConfigs.FromWire(response.Status, sandboxId);
            changes.Observe(status);
            return status;
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            return null;
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }
}
