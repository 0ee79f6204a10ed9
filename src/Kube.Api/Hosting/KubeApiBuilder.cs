using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Hosting;

internal sealed class KubeApiBuilder(IServiceCollection services) : IKubeApiBuilder
{
    public IServiceCollection Services { get; } = services;
}
