using System.Diagnostics.CodeAnalysis;
using Kube.Api.Admission;
using Kube.Api.Authentication;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Client.Discovery;
using Kube.Api.Connect;
using Kube.Api.Encryption;
using Kube.Api.Encryption.Kms;
using Kube.Api.Hosting;
using Kube.Api.Metrics;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Watch;
using Kube.Store.Maintenance;
using Kube.Store.Projection;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the Kubernetes API as a library: no Kubernetes kind is in it until <c>AddKubernetesResources</c> or <c>AddResource</c> adds one.</summary>
public static class KubeApiServiceCollectionExtensions
{
    /// <summary>Adds the catalog, the pipeline and the client. Idempotent; every part can be replaced by a registration made before.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="configure">Changes the options; several calls add up.</param>
    public static IKubeApiBuilder AddKubeApi(this IServiceCollection services, Action<KubeApiOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<KubeApiOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KubeApiOptions>, KubeApiOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddSingleton<IRandomSource, SystemRandomSource>();
        services.TryAddSingleton<StartupHooks>();
        services.TryAddSingleton<ResourceCatalog>();
        services.TryAddSingleton<IResourceCatalog>(static provider => provider.GetRequiredService<ResourceCatalog>());
        services.AddOptions<EncryptionOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EncryptionOptions>, EncryptionOptionsValidator>());
        services.TryAddSingleton<ValueEncryption>();
        services.TryAddSingleton<IValueProjector, ObjectProjector>();
        services.TryAddSingleton<IAuthorizer, AuthenticatedUsersAuthorizer>();
        services.TryAddSingleton<WatchHub>();
        services.TryAddSingleton<WatchStarter>();
        services.TryAddSingleton<IObjectReader, ObjectReader>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, StoredObjectsMetrics>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, StoreSizeMetrics>(static provider => new StoreSizeMetrics(provider.GetService<IStoreMaintenance>())));
        services.AddCounts<StoreRequestMetrics>();
        services.AddCounts<AdmissionMetrics>();
        services.AddCounts<KmsMetrics>();
        services.TryAddSingleton(static provider => new KeyServices(provider.GetRequiredService<ValueEncryption>(), provider.GetRequiredService<IOptions<EncryptionOptions>>()));
        AddWritePipeline(services);
        services.TryAddSingleton<IKubeClientFactory, InProcessClientFactory>();
        services.TryAddSingleton<IResourceDirectory, CatalogDirectory>();
        services.TryAddSingleton(provider => provider.GetRequiredService<IKubeClientFactory>().Create(UserInfo.ApiServer, "kube-apiserver"));
        return new KubeApiBuilder(services).AddAdmission<NamespaceLifecycle>();
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

    /// <summary>Adds where a subresource leads that is no object but a connection.</summary>
    /// <typeparam name="TConnector">One instance serves every request.</typeparam>
    public static IKubeApiBuilder AddSubresourceConnector<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TConnector>(
        this IKubeApiBuilder builder)
        where TConnector : class, ISubresourceConnector
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISubresourceConnector, TConnector>());
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

    /// <summary>Adds an admission plugin: <see cref="IMutatingAdmission"/>, <see cref="IValidatingAdmission"/> or both. Plugins run in the order of registration.</summary>
    /// <typeparam name="TPlugin">One instance serves every request.</typeparam>
    public static IKubeApiBuilder AddAdmission<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin>(
        this IKubeApiBuilder builder)
        where TPlugin : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        var mutates = typeof(IMutatingAdmission).IsAssignableFrom(typeof(TPlugin));
        var validates = typeof(IValidatingAdmission).IsAssignableFrom(typeof(TPlugin));
        if (!mutates && !validates) throw new ArgumentException($"{typeof(TPlugin)} is no admission plugin: it implements neither interface.");
        if (builder.Services.Any(known => known.ServiceType == typeof(TPlugin))) return builder;

        builder.Services.AddSingleton<TPlugin>();
        if (mutates) builder.Services.AddSingleton(services => (IMutatingAdmission)services.GetRequiredService<TPlugin>());
        if (validates) builder.Services.AddSingleton(services => (IValidatingAdmission)services.GetRequiredService<TPlugin>());
        return builder;
    }

    private static void AddWritePipeline(IServiceCollection services)
    {
        services.TryAddSingleton<AdmissionChain>();
        services.TryAddSingleton<BodyDecoder>();
        services.TryAddSingleton<ResourceActions>();
        services.TryAddSingleton<ResourceAllocations>();
        services.TryAddSingleton<ObjectLeases>();
        services.TryAddSingleton<ResourceChanges>();
        services.TryAddSingleton<ObjectCommits>();
        services.TryAddSingleton<WriteSupport>();
        services.TryAddSingleton<VersionFamilies>();
        services.TryAddSingleton<ManagedFieldsStep>();
        services.TryAddSingleton<WriteSources>();
        services.TryAddSingleton<CreateOperation>();
        services.TryAddSingleton<UpdateOperation>();
        services.TryAddSingleton<DeleteOperation>();
        services.TryAddSingleton<ActionOperation>();
        services.TryAddSingleton<IObjectWriter, ObjectWriter>();
    }
}
