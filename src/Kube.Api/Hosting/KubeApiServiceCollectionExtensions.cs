using System.Diagnostics.CodeAnalysis;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Hosting;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Projection;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Kubernetes API as a library: no Kubernetes kind is in it until <c>AddKubernetesResources</c> or <c>AddResource</c> adds one.</summary>
public static class KubeApiServiceCollectionExtensions
{
    /// <summary>Adds the catalog, the pipeline and the client. Idempotent; every part can be replaced by a registration made before.</summary>
    public static IKubeApiBuilder AddKubeApi(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<IResourceCatalog, ResourceCatalog>();
        services.TryAddSingleton<IValueProjector, ObjectProjector>();
        services.TryAddSingleton<IAuthorizer, AlwaysAllowAuthorizer>();
        services.TryAddSingleton<WatchHub>();
        services.TryAddSingleton<WatchStarter>();
        services.TryAddSingleton<IObjectReader, ObjectReader>();
        return new KubeApiBuilder(services);
    }

    /// <summary>Adds one resource.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="definition">Its names and rules.</param>
    public static IKubeApiBuilder AddResource(this IKubeApiBuilder builder, ResourceDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(definition);
        return builder.AddResources(_ => [definition]);
    }

    /// <summary>Adds resources whose rules need services.</summary>
    /// <param name="builder">The API.</param>
    /// <param name="make">Called once, at start-up, in the order of registration.</param>
    public static IKubeApiBuilder AddResources(this IKubeApiBuilder builder, Func<IServiceProvider, IEnumerable<ResourceDefinition>> make)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(make);
        builder.Services.AddSingleton(services => new ResourceSet([.. make(services)]));
        return builder;
    }

    /// <summary>Adds what a create does where nothing is stored.</summary>
    /// <typeparam name="TAction">One instance serves every request.</typeparam>
    public static IKubeApiBuilder AddResourceAction<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAction>(
        this IKubeApiBuilder builder)
        where TAction : class, IResourceAction
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IResourceAction, TAction>());
        return builder;
    }

    /// <summary>Adds a pool that hands out what a resource's objects need.</summary>
    /// <typeparam name="TAllocation">One instance serves every request.</typeparam>
    public static IKubeApiBuilder AddResourceAllocation<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TAllocation>(
        this IKubeApiBuilder builder)
        where TAllocation : ResourceAllocation
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ResourceAllocation, TAllocation>());
        return builder;
    }
}
