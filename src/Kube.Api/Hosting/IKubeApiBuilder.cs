using Microsoft.Extensions.DependencyInjection;

namespace Kube.Api.Hosting;

/// <summary>What every optional part of the API hangs off. Made by <c>AddKubeApi</c>; used while services are registered, by one thread.</summary>
public interface IKubeApiBuilder
{
    /// <summary>The services that the parts register in.</summary>
    IServiceCollection Services { get; }
}
