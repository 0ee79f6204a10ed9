using Microsoft.Extensions.DependencyInjection;

namespace Kube.Scheduling.Hosting;

internal sealed class KubeSchedulingBuilder(IServiceCollection services) : IKubeSchedulingBuilder
{
    public IServiceCollection Services { get; } = services;
}
