using Kube.Api.Authentication;
using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Runtime;

/// <summary>What a builder was told.</summary>
internal sealed class ControllerSpec<TReconciler, TResource>(
    Func<IResourceCaches, IResourceCache<TResource>> cacheOf, Func<IServiceProvider, TReconciler> make) : IControllerSpec
    where TReconciler : class, IReconciler<TResource>
    where TResource : class, IKubernetesObject
{
    private readonly List<Func<Controller<TResource>, IResourceCaches, IDisposable>> _sources = [];

    public string Name { get; set; } = DefaultName();

    public UserInfo? User { get; set; }

    public string? EventComponent { get; set; }

    public int Workers { get; set; } = 1;

    public Func<TResource, bool>? Matters { get; set; }

    public Func<TResource, TResource, bool>? UpdateMatters { get; set; }

    public ControllerParts Services { get; } = new();

    public Func<IResourceCaches, IResourceCache<TResource>> CacheOf { get; } = cacheOf;

    public IReadOnlyList<Func<Controller<TResource>, IResourceCaches, IDisposable>> Sources => _sources;

    public void Add<TWatched>(Func<Controller<TResource>, ICacheHandler<TWatched>> handler)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        Services.AddCache<TWatched>();
        _sources.Add((controller, caches) => caches.For<TWatched>().Subscribe(handler(controller)));
    }

    public void Add<TWatched>(CacheScope scope, Func<Controller<TResource>, ICacheHandler<TWatched>> handler)
        where TWatched : class, IKubernetesObject<V1ObjectMeta> =>
        _sources.Add((controller, caches) => caches.For<TWatched>(scope).Subscribe(handler(controller)));

    public IRunningController Make(ControllerTerm term)
    {
        Services.Caches.TryAdd(typeof(IResourceCache<TResource>), caches => CacheOf(caches));
        var plan = new ControllerPlan<TResource>(Name, Workers, CacheOf, Matters, UpdateMatters, _sources);
        return Controller<TResource>.Make(plan, term, queue => new(term, Services, User, EventComponent ?? Name, queue), make);
    }

    private static string DefaultName()
    {
        var name = typeof(TReconciler).Name;
        if (name.EndsWith("Reconciler", StringComparison.Ordinal) && name.Length > "Reconciler".Length) name = name[..^"Reconciler".Length];
        return name.ToLowerInvariant();
    }
}
