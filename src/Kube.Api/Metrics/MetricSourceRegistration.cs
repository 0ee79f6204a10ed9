using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Kube.Api.Metrics;

/// <summary>Registers what keeps counts.</summary>
internal static class MetricSourceRegistration
{
    /// <summary>Adds a class that others count with, and that tells what was counted. Idempotent.</summary>
    public static void AddCounts<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, IMetricSource
    {
        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IMetricSource, T>(static provider => provider.GetRequiredService<T>()));
    }
}
