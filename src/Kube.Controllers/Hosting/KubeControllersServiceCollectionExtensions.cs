using System.Diagnostics.CodeAnalysis;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Controllers.Runtime;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers controllers.</summary>
public static class KubeControllersServiceCollectionExtensions
{
    /// <summary>Adds what runs controllers; the API's client factory must be registered too. May be called more than once.</summary>
    public static IKubeControllersBuilder AddKubeControllers(this IServiceCollection services, Action<KubeControllersOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<KubeControllersOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubeControllersOptions>, KubeControllersOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddSingleton<IRandomSource, SystemRandom>();
        services.TryAddSingleton<HostTools>();
        services.TryAddSingleton<ControllerClients>();
        services.TryAddSingleton(static _ => new ControllersHealth());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ControllersHost>());
        return new KubeControllersBuilder(services);
    }

    /// <summary>Adds a controller of a kind.</summary>
    /// <typeparam name="TReconciler">Does the work.</typeparam>
    /// <typeparam name="TResource">The kind whose keys it works on.</typeparam>
    /// <param name="builder">Where.</param>
    /// <param name="configure">What else it watches and how it works.</param>
    public static IKubeControllersBuilder AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler, TResource>(
        this IKubeControllersBuilder builder, Action<ControllerBuilder<TReconciler, TResource>>? configure = null)
        where TReconciler : class, IReconciler<TResource>
        where TResource : class, IKubernetesObject<V1ObjectMeta> =>
        Add(builder, static caches => caches.For<TResource>(), configure);

    /// <summary>Adds a controller of a part of a kind; only that part is cached for it.</summary>
    /// <typeparam name="TReconciler">Does the work.</typeparam>
    /// <typeparam name="TResource">The kind whose keys it works on.</typeparam>
    /// <param name="builder">Where.</param>
    /// <param name="scope">The part.</param>
    /// <param name="configure">What else it watches and how it works.</param>
    public static IKubeControllersBuilder AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler, TResource>(
        this IKubeControllersBuilder builder, CacheScope scope, Action<ControllerBuilder<TReconciler, TResource>>? configure = null)
        where TReconciler : class, IReconciler<TResource>
        where TResource : class, IKubernetesObject<V1ObjectMeta>
    {
        ArgumentNullException.ThrowIfNull(scope);
        return Add(builder, caches => caches.For<TResource>(scope), configure);
    }

    /// <summary>Adds a controller of any resource, such as one that a CustomResourceDefinition defines; it sees its objects as trees.</summary>
    /// <typeparam name="TReconciler">Does the work.</typeparam>
    /// <param name="builder">Where.</param>
    /// <param name="resource">Group, version and plural.</param>
    /// <param name="configure">What else it watches and how it works.</param>
    public static IKubeControllersBuilder AddController<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler>(
        this IKubeControllersBuilder builder, GroupVersionResource resource, Action<ControllerBuilder<TReconciler, DynamicObject>>? configure = null)
        where TReconciler : class, IReconciler<DynamicObject> =>
        Add(builder, caches => caches.For(resource, CacheScope.All), configure);

    /// <summary>Adds a controller that is no reconciler of one kind.</summary>
    /// <typeparam name="TLoop">Does the work.</typeparam>
    /// <param name="builder">Where.</param>
    /// <param name="name">Its name, in logs, metrics and events.</param>
    /// <param name="user">Who its client is; null: the default user.</param>
    public static IKubeControllersBuilder AddControllerLoop<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TLoop>(
        this IKubeControllersBuilder builder, string name, UserInfo? user = null)
        where TLoop : class, IControllerLoop
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.AddSingleton<IControllerSpec>(new LoopSpec(name, user, name, static services => ActivatorUtilities.CreateInstance<TLoop>(services)));
        return builder;
    }

    private static IKubeControllersBuilder Add<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TReconciler, TResource>(
        IKubeControllersBuilder builder, Func<IResourceCaches, IResourceCache<TResource>> cacheOf, Action<ControllerBuilder<TReconciler, TResource>>? configure)
        where TReconciler : class, IReconciler<TResource>
        where TResource : class, IKubernetesObject
    {
        ArgumentNullException.ThrowIfNull(builder);
        var spec = new ControllerSpec<TReconciler, TResource>(cacheOf, static services => ActivatorUtilities.CreateInstance<TReconciler>(services));
        configure?.Invoke(new(spec));
        builder.Services.AddSingleton<IControllerSpec>(spec);
        return builder;
    }
}
