using Microsoft.Extensions.DependencyInjection;

namespace Kube.Node.Hosting;

/// <summary>What every optional part of the node hangs off. Made by <c>AddKubeNode</c>; used while services are registered, by one thread.</summary>
public interface IKubeNodeBuilder
{
    /// <summary>The services that the parts register in.</summary>
    IServiceCollection Services { get; }
}
