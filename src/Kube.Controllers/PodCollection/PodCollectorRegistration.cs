using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Kube.Controllers.PodCollection;

internal static class PodCollectorRegistration
{
    public static IKubeControllersBuilder AddPodCollector(this IKubeControllersBuilder builder) =>
        builder.AddControllerLoop<PodCollector>("pod-garbage-collector-controller", ControllerClients.ServiceAccount("pod-garbage-collector"));
}
