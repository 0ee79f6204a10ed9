using Kube.Api.FlowControl;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes.Admission;
using Kube.Api.Kubernetes.Admission.PodSecurity;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Kubernetes.Admission.Quotas;
using Kube.Api.Kubernetes.Admission.Webhooks;
using Kube.Api.Kubernetes.Bootstrap;
using Kube.Api.Kubernetes.Core.Services.Allocation;
using Kube.Api.Kubernetes.Core.Services.Repair;
using Kube.Api.Metrics;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what stands around the built-in kinds: their admission plugins and the pools of services' addresses and ports.</summary>
public static class KubernetesAdmissionExtensions
{
    /// <summary>Adds the admission plugins of the built-in kinds, in upstream's order: LimitRanger, ServiceAccount, NodeRestriction, TaintNodesByCondition, Priority,
    /// DefaultTolerationSeconds, StorageObjectInUseProtection, RuntimeClass, the default classes of storage and ingress, the rights of certificate
    /// signers, PodTopologyLabels, PodSecurity, PersistentVolumeClaimResize, MutatingAdmissionPolicy, MutatingAdmissionWebhook, ValidatingAdmissionPolicy, ValidatingAdmissionWebhook, ResourceQuota.</summary>
    public static IKubeApiBuilder AddKubernetesAdmission(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<AdmissionObjects>();
        builder.Services.TryAddSingleton<NodePodRestriction>();
        builder.Services.AddCounts<PolicyMetrics>();
        builder.Services.TryAddSingleton<PolicySource>();
        builder.Services.TryAddSingleton<PolicyParameters>();
        builder.Services.TryAddSingleton<PolicyMatcher>();
        builder.Services.TryAddSingleton<RequestMatcher>();
        builder.Services.TryAddSingleton<WebhookSource>();
        builder.Services.TryAddSingleton<WebhookDispatcher>();
        return builder
            .AddAdmission<LimitRanger>()
            .AddAdmission<ServiceAccountAdmission>()
            .AddAdmission<NodeRestriction>()
            .AddAdmission<TaintNewNodes>()
            .AddAdmission<PriorityAdmission>()
            .AddAdmission<DefaultTolerationSeconds>()
            .AddAdmission<ProtectStorageInUse>()
            .AddAdmission<RuntimeClassAdmission>()
            .AddAdmission<DefaultClasses>()
            .AddAdmission<CertificateSigners>()
            .AddAdmission<PodTopologyLabels>()
            .AddAdmission<PodSecurityAdmission>()
            .AddAdmission<ClaimExpansion>()
            .AddAdmission<OneDefaultPriorityClass>()
            .AddAdmission<MutatingPolicyAdmission>()
            .AddAdmission<MutatingWebhooks>()
            .AddAdmission<ValidatingPolicyAdmission>()
            .AddAdmission<ValidatingWebhooks>()
            .AddAdmission<QuotaAdmission>();
    }

    /// <summary>Keeps in the status of each ValidatingAdmissionPolicy what its expressions get wrong about the kinds that it names, as upstream's controller manager does. Idempotent.</summary>
    public static IKubeApiBuilder AddPolicyTypeChecking(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, PolicyStatusLoop>());
        return builder;
    }

    /// <summary>Gives services cluster IPs and node ports.</summary>
    /// <param name="builder">The API; it needs the resources services and ipaddresses.</param>
    /// <param name="configure">Changes the ranges.</param>
    public static IKubeApiBuilder AddServiceNetwork(this IKubeApiBuilder builder, Action<ServiceNetworkOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<ServiceNetworkOptions>().ValidateOnStart();
        if (configure is not null) options.Configure(configure);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ServiceNetworkOptions>, ServiceNetworkOptionsValidator>());
        builder.Services.TryAddSingleton<ServiceNetworks>();
        builder.Services.TryAddSingleton<ClusterIPPools>();
        return builder.AddResourceAllocation<ServiceAllocation>();
    }

    /// <summary>Creates at start-up what every cluster has: the namespaces default, kube-system, kube-public and kube-node-lease, the system's priority
    /// classes, flow schemas and priority levels, the network of services, the registration of what is served; and, once somebody listens, the service
    /// <c>kubernetes</c> (<see cref="KubernetesService"/>). Idempotent; what an administrator changed stays.</summary>
    /// <param name="builder">The API. Register the service network first when its ranges are not the default ones.</param>
    public static IKubeApiBuilder AddClusterBootstrap(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<DanglingSchemas>();
        builder.Services.TryAddSingleton<FlowControlBootstrap>();
        builder.Services.TryAddSingleton<ApiServiceBootstrap>();
        builder.Services.TryAddSingleton(static services =>
            new KubernetesService(services.GetRequiredService<BootstrapObjects>(), services.GetRequiredService<IOptions<ServiceNetworkOptions>>()));
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IFlowControlHeed, DanglingSchemas>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, FlowControlFollower>());
        builder.Services.TryAddSingleton<ServiceNetworks>();
        builder.Services.TryAddSingleton<ServiceAddressEvents>();
        builder.Services.TryAddSingleton<AddressRepair>();
        builder.Services.TryAddSingleton<DefaultServiceNetwork>();
        return builder.AddBootstrap<ClusterBootstrap>().AddBootstrap<FlowControlKeeper>().AddBootstrap<ServiceNetworkKeeper>();
    }
}
