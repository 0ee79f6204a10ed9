using System.Diagnostics.CodeAnalysis;
using Kube.Api.Requests;
using Kube.Scheduling.Binding;
using Kube.Scheduling.Framework;
using Kube.Scheduling.Hosting;
using Kube.Scheduling.Simulation;
using Kube.Store.Work;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the scheduler.</summary>
public static class KubeSchedulingServiceCollectionExtensions
{
    /// <summary>Adds what schedules; the API's client factory must be registered too, and at least one profile. May be called more than once.</summary>
    /// <remarks>Of several schedulers the one that holds the lease <c>kube-system/kube-scheduler</c> works.</remarks>
    public static IKubeSchedulingBuilder AddKubeScheduling(this IServiceCollection services, Action<SchedulingOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<SchedulingOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SchedulingOptions>, SchedulingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SchedulingOptions>, SchedulingTimesValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IWorkScheduler>(DefaultWorkScheduler.Instance);
        services.TryAddSingleton<IRandomSource, SystemRandom>();
        services.TryAddSingleton<SchedulingTools>();
        services.TryAddSingleton<SchedulerInbox>();
        services.TryAddSingleton<WaitingPods>();
        services.TryAddSingleton<IWaitingPods>(static provider => provider.GetRequiredService<WaitingPods>());
        services.TryAddSingleton<SchedulerParts>();
        services.TryAddSingleton<ISchedulerSimulator, SchedulerSimulator>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SchedulerService>());
        return new KubeSchedulingBuilder(services);
    }

    /// <summary>Adds upstream's default profile, for the pods of <c>default-scheduler</c>. Adding it twice does nothing.</summary>
    public static IKubeSchedulingBuilder AddDefaultProfile(this IKubeSchedulingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder.Services.Any(static known => known.ImplementationInstance is ProfileRegistration { Options.SchedulerName: "default-scheduler" })) return builder;
        return builder.AddProfile(static _ => { });
    }

    /// <summary>Adds a profile.</summary>
    /// <param name="builder">The scheduler.</param>
    /// <param name="configure">Changes upstream's defaults.</param>
    /// <exception cref="ArgumentException">There is a profile of that name.</exception>
    public static IKubeSchedulingBuilder AddProfile(this IKubeSchedulingBuilder builder, Action<SchedulingProfileOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new SchedulingProfileOptions();
        configure(options);
        if (builder.Services.Any(known => known.ImplementationInstance is ProfileRegistration { Options: var other } && other.SchedulerName == options.SchedulerName))
            throw new ArgumentException($"there are two profiles for the scheduler name {options.SchedulerName}");
        builder.Services.AddSingleton(new ProfileRegistration(options));
        return builder;
    }

    /// <summary>Adds a plugin to every profile that does not disable it. An <see cref="IQueueSortPlugin"/> takes the place of the default order.</summary>
    /// <typeparam name="TPlugin">One instance serves every profile.</typeparam>
    public static IKubeSchedulingBuilder AddPlugin<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TPlugin>(
        this IKubeSchedulingBuilder builder)
        where TPlugin : class, ISchedulingPlugin
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ISchedulingPlugin, TPlugin>());
        return builder;
    }
}
