using Microsoft.Extensions.DependencyInjection;

namespace Kube.Scheduling.Hosting;

/// <summary>What every part of the scheduler hangs off. Made by <c>AddKubeScheduling</c>; used while services are registered, by one thread.</summary>
public interface IKubeSchedulingBuilder
{
    /// <summary>The services that the parts register in.</summary>
    IServiceCollection Services { get; }
}
