using Kube.Node.Errors;

namespace Kube.Node.Runtime.Hollow;

internal sealed class HollowContainers(HollowPods pods, HollowImages images) : IContainerDoor
{
    public ValueTask<string> CreateAsync(CreateContainerRequest request, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        var image = images.Find(request.Config.Image) ?? throw new ImageNotFoundException(request.Config.Image);
        var container = pods.AddContainer(request, image);
        container.Tell(ContainerEventKind.Created);
        return new(container.Status.Id);
    }

    public ValueTask StartAsync(string containerId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return pods.Get(containerId).StartAsync(cancellationToken);
    }

    public ValueTask StopAsync(string containerId, TimeSpan grace, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return pods.Find(containerId)?.StopAsync(grace, cancellationToken) ?? default;
    }

    public ValueTask RemoveAsync(string containerId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        if (pods.Find(containerId) is { } container)
            pods.RemoveContainer(container);
        return default;
    }

    public ValueTask<ContainerStatus> GetStatusAsync(string containerId, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(pods.Get(containerId).Status);
    }

    public ValueTask<IReadOnlyList<ContainerStatus>> ListAsync(ContainerFilter filter, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        return new(Array.ConvertAll(pods.Find(filter), static container => container.Status));
    }

    public ValueTask UpdateResourcesAsync(string containerId, ContainerResources resources, CancellationToken cancellationToken)
    {
        pods.ThrowIfFailing();
        pods.Get(containerId).UpdateResources(resources);
        return default;
    }
}
