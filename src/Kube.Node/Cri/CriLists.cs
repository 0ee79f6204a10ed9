using Google.Protobuf;
using Kube.Shared.Grpc;
using P = Kube.Node.Cri.Protos;

namespace Kube.Node.Cri;

/// <summary>Lists, streamed where the runtime can: a long one does not have to fit into one message. What it cannot is found out once and remembered.</summary>
internal sealed class CriLists(CriClient client)
{
    private volatile bool _unary;

    public ValueTask<List<P.PodSandbox>> SandboxesAsync(P.PodSandboxFilter filter, CancellationToken cancellationToken) => ListAsync(
        () => client.StreamAsync(RuntimeCalls.StreamPodSandboxes, new() { Filter = filter }, cancellationToken),
        part => part.PodSandboxes,
        async () => (await client.RuntimeAsync(RuntimeCalls.ListPodSandbox, new() { Filter = filter }, cancellationToken)).Items);

    public ValueTask<List<P.Container>> ContainersAsync(P.ContainerFilter filter, CancellationToken cancellationToken) => ListAsync(
        () => client.StreamAsync(RuntimeCalls.StreamContainers, new() { Filter = filter }, cancellationToken),
        part => part.Containers,
        async () => (await client.RuntimeAsync(RuntimeCalls.ListContainers, new() { Filter = filter }, cancellationToken)).Containers);

    public ValueTask<List<P.Image>> ImagesAsync(CancellationToken cancellationToken) => ListAsync(
        () => client.ImageStreamAsync(ImageCalls.StreamImages, new(), cancellationToken),
        part => part.Images,
        async () => (await client.ImagesAsync(ImageCalls.ListImages, new(), cancellationToken)).Images);

    public ValueTask<List<P.ContainerStats>> ContainerStatsAsync(P.ContainerStatsFilter filter, CancellationToken cancellationToken) => ListAsync(
        () => client.StreamAsync(RuntimeCalls.StreamContainerStats, new() { Filter = filter }, cancellationToken),
        part => part.ContainerStats,
        async () => (await client.RuntimeAsync(RuntimeCalls.ListContainerStats, new() { Filter = filter }, cancellationToken)).Stats);

    public ValueTask<List<P.PodSandboxStats>> SandboxStatsAsync(P.PodSandboxStatsFilter filter, CancellationToken cancellationToken) => ListAsync(
        () => client.StreamAsync(RuntimeCalls.StreamPodSandboxStats, new() { Filter = filter }, cancellationToken),
        part => part.PodSandboxStats,
        async () => (await client.RuntimeAsync(RuntimeCalls.ListPodSandboxStats, new() { Filter = filter }, cancellationToken)).Stats);

    public ValueTask<List<P.PodSandboxMetrics>> SandboxMetricsAsync(CancellationToken cancellationToken) => ListAsync(
        () => client.StreamAsync(RuntimeCalls.StreamPodSandboxMetrics, new(), cancellationToken),
        part => part.PodSandboxMetrics,
        async () => (await client.RuntimeAsync(RuntimeCalls.ListPodSandboxMetrics, new(), cancellationToken)).PodMetrics);

    /// <summary>The runtime may have been exchanged for a newer one.</summary>
    public void Forget() => _unary = false;

    private async ValueTask<List<TItem>> ListAsync<TPart, TItem>(Func<IAsyncEnumerable<TPart>> stream, Func<TPart, IEnumerable<TItem>> itemsOf, Func<Task<Google.Protobuf.Collections.RepeatedField<TItem>>> list)
        where TPart : class, IMessage<TPart>
    {
        if (!_unary)
        {
            try
            {
                var items = new List<TItem>();
                await foreach (var part in stream()) items.AddRange(itemsOf(part));
                return items;
            }
            catch (GrpcException e) when (e.Code == GrpcStatusCode.Unimplemented)
            {
                _unary = true;
            }
        }

        return [.. await list()];
    }
}
