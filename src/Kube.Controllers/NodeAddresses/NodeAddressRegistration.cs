using Kube.Api.Models;
using Kube.Controllers.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.NodeAddresses;

internal static class NodeAddressRegistration
{
    public static IKubeControllersBuilder AddNodeAddressController(this IKubeControllersBuilder builder)
    {
        builder.Services.AddOptions<NodeAddressOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeAddressOptions>, NodeAddressOptionsValidator>());
        return builder.AddController<NodeAddressReconciler, V1Node>(static c => c
            .Named("node-ipam").ActsAs(ControllerClients.ServiceAccount("node-controller")).RecordsAs("cidrAllocator")
            .WhenUpdated(static (old, current) => (current.Spec.PodCIDRs ?? []).Count == 0 || !(old.Spec.PodCIDRs ?? []).SequenceEqual(current.Spec.PodCIDRs ?? [])));
    }
}
