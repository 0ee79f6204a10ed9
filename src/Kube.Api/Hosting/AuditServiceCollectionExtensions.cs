using System.Diagnostics.CodeAnalysis;
using Kube.Api.Audit;
using Kube.Api.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the audit log.</summary>
public static class AuditServiceCollectionExtensions
{
    /// <summary>Adds the audit log for whoever takes requests in, such as the HTTP server, which adds it itself. Idempotent; each configuration adds its backends.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Names the policy, and where records go.</param>
    public static IServiceCollection AddAudit(this IServiceCollection services, Action<AuditOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddOptions<AuditOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>());
        services.TryAddSingleton<Auditor>();
        if (configure is null) return services;
        options.Configure(configure);
        var wanted = new AuditOptions();
        configure(wanted);
        if (services.All(static known => known.ServiceType != typeof(AuditServices)))
            services.AddSingleton<AuditServices>().AddSingleton<IMetricSource>(static provider => provider.GetRequiredService<Auditor>());
        if (wanted.LogPath.Length > 0) AddBackend<AuditLogFile>(services);
        if (wanted.WebhookConfigFile.Length > 0) AddBackend<AuditWebhook>(services);
        return services;
    }

    private static void AddBackend<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBackend>(IServiceCollection services)
        where TBackend : class, IAuditBackend, IHostedService
    {
        if (services.Any(static known => known.ServiceType == typeof(TBackend))) return;
        services.AddSingleton<TBackend>();
        services.AddSingleton<IAuditBackend>(static provider => provider.GetRequiredService<TBackend>());
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<TBackend>());
    }

    private sealed class AuditServices;
}
