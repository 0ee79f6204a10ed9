using System.Diagnostics.CodeAnalysis;
using Kube.Api.Kubernetes.Bootstrap;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Kube.Api.Hosting;

/// <summary>Registers what writes objects of the server's own when it starts.</summary>
internal static class BootstrapRegistration
{
    /// <summary>Adds one part of it. Idempotent.</summary>
    public static IKubeApiBuilder AddBootstrap<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TBootstrap>(this IKubeApiBuilder builder)
        where TBootstrap : class, IHostedService
    {
        builder.Services.TryAddSingleton<BootstrapObjects>();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TBootstrap>());
        return builder;
    }
}
