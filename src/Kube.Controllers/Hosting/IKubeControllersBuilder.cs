using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.Hosting;

/// <summary>Where controllers are added, after <c>AddKubeControllers()</c>.</summary>
public interface IKubeControllersBuilder
{
    /// <summary>The services being configured.</summary>
    IServiceCollection Services { get; }
}
