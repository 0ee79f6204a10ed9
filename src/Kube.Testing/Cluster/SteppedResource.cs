using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Testing.Time;

namespace Kube.Testing.Cluster;

/// <summary>The objects of one kind, for <see cref="SteppedClient"/>. Lists in parts and watches go straight to the server: they last longer than a step.</summary>
internal sealed class SteppedResource<T>(IResourceClient<T> inner, VirtualScheduler scheduler) : IResourceClient<T>
    where T : class, IKubernetesObject
{
    public ValueTask<T> GetAsync(ObjectKey key, CancellationToken cancellationToken) => StepAsync(() => inner.GetAsync(key, cancellationToken), cancellationToken);

    public ValueTask<ResourceList<T>> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken) =>
        StepAsync(() => inner.ListAsync(ns, options, cancellationToken), cancellationToken);

    public IAsyncEnumerable<T> ListAllAsync(string ns, ListOptions options, CancellationToken cancellationToken) => inner.ListAllAsync(ns, options, cancellationToken);

    public IAsyncEnumerable<ResourceEvent<T>> WatchAsync(string ns, ListOptions options, CancellationToken cancellationToken) =>
        inner.WatchAsync(ns, options, cancellationToken);

    public ValueTask<T> CreateAsync(T obj, WriteOptions options, CancellationToken cancellationToken) =>
        StepAsync(() => inner.CreateAsync(obj, options, cancellationToken), cancellationToken);

    public ValueTask<T> UpdateAsync(T obj, WriteOptions options, CancellationToken cancellationToken) =>
        StepAsync(() => inner.UpdateAsync(obj, options, cancellationToken), cancellationToken);

    public ValueTask<T> PatchAsync(ObjectKey key, PatchBody patch, WriteOptions options, CancellationToken cancellationToken) =>
        StepAsync(() => inner.PatchAsync(key, patch, options, cancellationToken), cancellationToken);

    public ValueTask<T?> DeleteAsync(ObjectKey key, V1DeleteOptions options, CancellationToken cancellationToken) =>
        StepAsync(() => inner.DeleteAsync(key, options, cancellationToken), cancellationToken);

    public async ValueTask DeleteCollectionAsync(string ns, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken) =>
        await StepAsync(
            async () =>
            {
                await inner.DeleteCollectionAsync(ns, selection, options, cancellationToken);
                return true;
            },
            cancellationToken);

    public ValueTask<TView> GetAsync<TView>(ObjectKey key, string subresource, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject => StepAsync(() => inner.GetAsync<TView>(key, subresource, cancellationToken), cancellationToken);

    public ValueTask<TView> UpdateAsync<TView>(ObjectKey key, string subresource, TView view, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject => StepAsync(() => inner.UpdateAsync(key, subresource, view, options, cancellationToken), cancellationToken);

    public ValueTask<TView> PatchAsync<TView>(ObjectKey key, string subresource, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
        where TView : class, IKubernetesObject => StepAsync(() => inner.PatchAsync<TView>(key, subresource, patch, options, cancellationToken), cancellationToken);

    public ValueTask<IKubernetesObject> CreateAsync<TBody>(ObjectKey key, string subresource, TBody body, WriteOptions options, CancellationToken cancellationToken)
        where TBody : class, IKubernetesObject => StepAsync(() => inner.CreateAsync(key, subresource, body, options, cancellationToken), cancellationToken);

    private async ValueTask<TResult> StepAsync<TResult>(Func<ValueTask<TResult>> call, CancellationToken cancellationToken)
    {
        // What already runs as a part of the cluster is not outside of it, and would wait for itself.
        if (TaskScheduler.Current == scheduler) return await call();
        await scheduler.WhenIdleAsync(cancellationToken);
        return await scheduler.RunAsync(() => call().AsTask());
    }
}
