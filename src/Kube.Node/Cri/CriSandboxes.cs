using Kube.Node.Errors;
using Kube.Node.Runtime;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

internal sealed class CriSandboxes(CriClient client, CriLists lists, CriChanges changes) : ISandboxDoor
{
    private static readonly TimeSpan s_further = TimeSpan.FromMinutes(2);

    public async ValueTask<string> RunAsync(SandboxConfig config, CancellationToken cancellationToken)
    {
        try
        {
            var request = new P.RunPodSandboxRequest { Config = CriSandboxConfigs.ToWire(config), RuntimeHandler = config.RuntimeHandler };
            // Pulling the pause image and setting the network up are part of it: upstream gives it twice the time too.
            var id = (await client.RuntimeAsync(RuntimeCalls.RunPodSandbox, request, cancellationToken, s_further)).PodSandboxId;
            changes.SandboxRan(id, config.Metadata.Uid);
            return id;
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    public async ValueTask StopAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await CallAsync(RuntimeCalls.StopPodSandbox, new P.StopPodSandboxRequest { PodSandboxId = sandboxId }, cancellationToken);
        changes.Hint();
    }

    public async ValueTask RemoveAsync(string sandboxId, CancellationToken cancellationToken)
    {
        await CallAsync(RuntimeCalls.StopPodSandbox, new P.StopPodSandboxRequest { PodSandboxId = sandboxId }, cancellationToken);
        await CallAsync(RuntimeCalls.RemovePodSandbox, new P.RemovePodSandboxRequest { PodSandboxId = sandboxId }, cancellationToken);
        changes.SandboxRemoved(sandboxId);
    }

    public async ValueTask<SandboxStatus> GetStatusAsync(string sandboxId, CancellationToken cancellationToken) =>
        await FindAsync(sandboxId, cancellationToken) ?? throw new SandboxNotFoundException(sandboxId);

    public async ValueTask<IReadOnlyList<SandboxStatus>> ListAsync(SandboxFilter filter, CancellationToken cancellationToken)
    {
        try
        {
            var listed = await lists.SandboxesAsync(CriSandboxConfigs.ToWire(filter), cancellationToken);
            // Addresses are in the status alone. What is removed meanwhile is left out.
            var statuses = await Task.WhenAll(listed.Select(item => FindAsync(item.Id, cancellationToken).AsTask()));
            return [.. statuses.OfType<SandboxStatus>().Where(filter.Matches).OrderByDescending(status => status.CreatedAt)];
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }

    /// <summary>Changes the limits of the pod as a whole.</summary>
    public ValueTask UpdateResourcesAsync(string sandboxId, ContainerResources resources, CancellationToken cancellationToken) => CallAsync(
        RuntimeCalls.UpdatePodSandboxResources,
        new P.UpdatePodSandboxResourcesRequest { PodSandboxId = sandboxId, Resources = CriValues.Resources(resources) },
        cancellationToken);

    /// <summary>With the process that holds it, where the runtime tells it.</summary>
    public async ValueTask<(SandboxStatus Status, int? Process)> GetWithProcessAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.RuntimeAsync(RuntimeCalls.PodSandboxStatus, new() { PodSandboxId = sandboxId, Verbose = true }, cancellationToken);
            return (CriSandboxConfigs.FromWire(response.Status), CriPorts.ProcessOf(response.Info));
        }
        catch (GrpcException e)
        {
            throw e.Code == GrpcStatusCode.NotFound ? new SandboxNotFoundException(sandboxId) : CriClient.Failure(e);
        }
    }

    private async ValueTask<SandboxStatus?> FindAsync(string sandboxId, CancellationToken cancellationToken)
    {
        try
        {
            var response = await client.RuntimeAsync(RuntimeCalls.PodSandboxStatus, new() { PodSandboxId = sandboxId }, cancellationToken);
            return CriSandboxConfigs.FromWire(response.Status);
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

    private async ValueTask CallAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, Google.Protobuf.IMessage<TRequest>
        where TResponse : class, Google.Protobuf.IMessage<TResponse>
    {
        try
        {
            await client.RuntimeAsync(method, request, cancellationToken);
        }
        catch (GrpcException e) when (e.Code == GrpcStatusCode.NotFound)
        {
            // Gone already: what was wanted.
        }
        catch (GrpcException e)
        {
            throw CriClient.Failure(e);
        }
    }
}
