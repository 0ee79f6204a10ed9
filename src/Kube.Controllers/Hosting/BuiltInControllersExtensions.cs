using Kube.Controllers.Autoscaling;
using Kube.Controllers.BootstrapTokens;
using Kube.Controllers.Certificates;
using Kube.Controllers.Disruption;
using Kube.Controllers.FinishedJobs;
using Kube.Controllers.GarbageCollection;
using Kube.Controllers.Hosting;
using Kube.Controllers.LegacyTokens;
using Kube.Controllers.Namespaces;
using Kube.Controllers.NodeAddresses;
using Kube.Controllers.PodCollection;
using Kube.Controllers.Quotas;
using Kube.Controllers.RoleAggregation;
using Kube.Controllers.RootCertificates;
using Kube.Controllers.ServiceAccounts;
using Kube.Controllers.ServiceCidrs;
using Kube.Controllers.VolumeAttachments;
using Kube.Controllers.Volumes;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the controllers that every cluster has.</summary>
public static class BuiltInControllersExtensions
{
    /// <summary>Adds every built-in controller, each under the service account that upstream gives it.</summary>
    public static IKubeControllersBuilder AddBuiltInControllers(this IKubeControllersBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder
            .AddNamespaceController()
            .AddServiceAccountController()
            .AddLegacyTokenController()
            .AddRootCertificatePublisher()
            .AddRoleAggregation()
            .AddWorkloadControllers()
            .AddEndpointControllers()
            .AddNodeControllers()
            .AddNodeAddressController()
            .AddServiceCidrController()
            .AddCertificateControllers()
            .AddBootstrapTokenControllers()
            .AddDisruptionControllers()
            .AddAutoscalingControllers()
            .AddFinishedJobController()
            .AddQuotaController()
            .AddVolumeControllers()
            .AddAttachmentController()
            .AddPodCollector()
            .AddGarbageCollector();
    }
}
