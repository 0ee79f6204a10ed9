using Microsoft.Extensions.DependencyInjection;

namespace Kube.Store.Hosting;

internal sealed class KubeStoreBuilder(IServiceCollection services) : IKubeStoreBuilder
{
    public IServiceCollection Services { get; } = services;
}
