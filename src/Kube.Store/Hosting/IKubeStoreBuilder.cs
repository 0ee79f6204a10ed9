using Microsoft.Extensions.DependencyInjection;

namespace Kube.Store.Hosting;

/// <summary>Where an engine is chosen, after <c>AddKubeStore()</c>.</summary>
public interface IKubeStoreBuilder
{
    /// <summary>The services being configured.</summary>
    IServiceCollection Services { get; }
}
