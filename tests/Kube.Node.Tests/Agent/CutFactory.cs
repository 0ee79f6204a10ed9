using System.Runtime.CompilerServices;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Node.Tests.Agent;

/// <summary>Clients whose way to the server can be cut.</summary>
internal sealed class CutFactory(IKubeClientFactory inner) : IKubeClientFactory
{
    private CancellationTokenSource _cut = new();

    public bool IsCut { get; private set; }

    /// <summary>What was asked for of one object is on its way until this ends; null: at once.</summary>
    public Task? AnswersHeld { get; set; }

    public void Cut()
    {
        IsCut = true;
        _cut.Cancel();
    }

    public void Mend()
    {
        IsCut = false;
        _cut = new();
    }

    public IKubeClient Create(UserInfo user, string name) => new Client(this, inner.Create(user, name));

    private void Check()
    {
        if (IsCut) throw new IOException("the server is away");
    }

    private sealed class Client(CutFactory factory, IKubeClient inner) : IKubeClient
    {
        public IResourceClient<T> For<T>()
            where T : class, IKubernetesObject<V1ObjectMeta> => new Resource<T>(factory, inner.For<T>());

        public IResourceClient<DynamicObject> For(GroupVersionResource resource) => new Resource<DynamicObject>(factory, inner.For(resource));

        public IResourceClient<V1PartialObjectMetadata> Metadata(GroupVersionResource resource) => inner.Metadata(resource);
    }

    private sealed class Resource<T>(CutFactory factory, IResourceClient<T> inner) : IResourceClient<T>
        where T : class, IKubernetesObject
    {
        private IResourceClient<T> Inner
        {
            get
            {
                factory.Check();
                return inner;
            }
        }

        public async ValueTask<T> GetAsync(ObjectKey key, CancellationToken cancellationToken)
        {
            try
            {
                return await Inner.GetAsync(key, cancellationToken);
            }
            finally
            {
                if (factory.AnswersHeld is { } held) await held;
            }
        }

        public ValueTask<ResourceList<T>> ListAsync(string ns, ListOptions options, CancellationToken cancellationToken) => Inner.ListAsync(ns, options, cancellationToken);

        public IAsyncEnumerable<T> ListAllAsync(string ns, ListOptions options, CancellationToken cancellationToken) => Inner.ListAllAsync(ns, options, cancellationToken);

        public async IAsyncEnumerable<ResourceEvent<T>> WatchAsync(string ns, ListOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, factory._cut.Token);
            await using var events = Inner.WatchAsync(ns, options, both.Token).GetAsyncEnumerator(both.Token);
            while (await NextAsync(events, cancellationToken)) yield return events.Current;
        }

        public ValueTask<T> CreateAsync(T obj, WriteOptions options, CancellationToken cancellationToken) => Inner.CreateAsync(obj, options, cancellationToken);

        public ValueTask<T> UpdateAsync(T obj, WriteOptions options, CancellationToken cancellationToken) => Inner.UpdateAsync(obj, options, cancellationToken);

        public ValueTask<T> PatchAsync(ObjectKey key, PatchBody patch, WriteOptions options, CancellationToken cancellationToken) => Inner.PatchAsync(key, patch, options, cancellationToken);

        public ValueTask<T?> DeleteAsync(ObjectKey key, V1DeleteOptions options, CancellationToken cancellationToken) => Inner.DeleteAsync(key, options, cancellationToken);

        public ValueTask DeleteCollectionAsync(string ns, ListOptions selection, V1DeleteOptions options, CancellationToken cancellationToken) =>
            Inner.DeleteCollectionAsync(ns, selection, options, cancellationToken);

        public ValueTask<TView> GetAsync<TView>(ObjectKey key, string subresource, CancellationToken cancellationToken)
            where TView : class, IKubernetesObject => Inner.GetAsync<TView>(key, subresource, cancellationToken);

        public ValueTask<TView> UpdateAsync<TView>(ObjectKey key, string subresource, TView view, WriteOptions options, CancellationToken cancellationToken)
            where TView : class, IKubernetesObject => Inner.UpdateAsync(key, subresource, view, options, cancellationToken);

        public ValueTask<TView> PatchAsync<TView>(ObjectKey key, string subresource, PatchBody patch, WriteOptions options, CancellationToken cancellationToken)
            where TView : class, IKubernetesObject => Inner.PatchAsync<TView>(key, subresource, patch, options, cancellationToken);

        public ValueTask<IKubernetesObject> CreateAsync<TBody>(ObjectKey key, string subresource, TBody body, WriteOptions options, CancellationToken cancellationToken)
            where TBody : class, IKubernetesObject => Inner.CreateAsync(key, subresource, body, options, cancellationToken);

        private async ValueTask<bool> NextAsync(IAsyncEnumerator<ResourceEvent<T>> events, CancellationToken cancellationToken)
        {
            try
            {
                return await events.MoveNextAsync();
            }
            catch (OperationCanceledException e) when (factory.IsCut && !cancellationToken.IsCancellationRequested)
            {
                throw new IOException("the server is away", e);
            }
        }
    }
}
