using Kube.Api.Cel.Schemas;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Control;
using Kube.Api.Hosting;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what serves custom resources.</summary>
internal static class CustomResourceExtensions
{
    /// <summary>Follows CustomResourceDefinitions and serves what they define. Idempotent.</summary>
    public static IKubeApiBuilder AddCustomResources(this IKubeApiBuilder builder)
    {
        builder.Services.TryAddSingleton<ServedDefinitions>();
        builder.Services.TryAddSingleton<DefinitionWriter>();
        builder.Services.TryAddSingleton<ISchemaRuleCompiler, CelRuleCompiler>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, CustomResourceController>());
        return builder;
    }
}
