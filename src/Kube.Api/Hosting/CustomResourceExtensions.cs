using Kube.Api.Aggregation;
using Kube.Api.Authentication.Certificates;
using Kube.Api.Cel.Schemas;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Control;
using Kube.Api.CustomResources.Conversion;
using Kube.Api.Hosting;
using Kube.Api.Metrics;
using Kube.Api.Webhooks;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what serves custom resources.</summary>
internal static class CustomResourceExtensions
{
    /// <summary>Follows CustomResourceDefinitions and serves what they define. Idempotent.</summary>
    public static IKubeApiBuilder AddCustomResources(this IKubeApiBuilder builder)
    {
        builder.Services.TryAddSingleton<IServiceAddresses, ServiceAddresses>();
        builder.Services.TryAddSingleton<WebhookCaller>();
        builder.Services.TryAddSingleton<WebhookConverters>();
        builder.Services.TryAddSingleton<ServedDefinitions>();
        builder.Services.TryAddSingleton<DefinitionWriter>();
        builder.Services.AddCounts<CelMetrics>();
        builder.Services.TryAddSingleton<ISchemaRuleCompiler, CelRuleCompiler>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CustomResourceController>());
        return builder;
    }

    /// <summary>Follows APIServices that other servers stand behind. Idempotent.</summary>
    public static IKubeApiBuilder AddAggregation(this IKubeApiBuilder builder)
    {
        builder.Services.TryAddSingleton<AggregatedApis>();
        builder.Services.TryAddSingleton(static services =>
            new FrontProxyClients(services.GetRequiredService<IServiceAddresses>(), services.GetService<ClusterCertificates>()));
        builder.Services.TryAddSingleton<AggregatedReach>();
        builder.Services.TryAddSingleton<AvailabilityCheck>();
        builder.Services.TryAddSingleton<SpecReader>();
        builder.Services.TryAddSingleton<AggregationTools>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AggregationController>());
        return builder;
    }
}
