using Microsoft.Extensions.DependencyInjection;

namespace Kube.Node.Hosting;

internal sealed class KubeNodeBuilder(IServiceCollection services) : IKubeNodeBuilder
{
    public IServiceCollection Services { get; } = services;
}
