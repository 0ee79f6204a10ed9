using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.GarbageCollection;

internal static class GarbageCollectorRegistration
{
    public static IKubeControllersBuilder AddGarbageCollector(this IKubeControllersBuilder builder) =>
        builder.AddControllerLoop<GarbageCollector>("garbage-collector-controller", ControllerClients.ServiceAccount("generic-garbage-collector"));
}
