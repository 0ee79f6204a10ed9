using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Hosting;

internal sealed class KubeControllersBuilder(IServiceCollection services) : IKubeControllersBuilder
{
    public IServiceCollection Services { get; } = services;
}
