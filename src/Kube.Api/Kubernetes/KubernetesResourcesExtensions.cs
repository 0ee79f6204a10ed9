using Kube.Api.Authentication;
using Kube.Api.Authorization.Reviews;
using Kube.Api.Catalog;
using Kube.Api.Connect;
using Kube.Api.CustomResources;
using Kube.Api.Hosting;
using Kube.Api.Kubernetes;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Kubernetes.Core.Pods;
using Kube.Api.Kubernetes.Core.Pods.Eviction;
using Kube.Api.Kubernetes.Core.Pods.Streams;
using Kube.Api.Kubernetes.Core.Services;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Kubernetes' own resources.</summary>
public static class KubernetesResourcesExtensions
{
    /// <summary>Adds every resource that a default Kubernetes 1.36 server serves in a GA version, in the order of its discovery.</summary>
    /// <param name="builder">The API.</param>
    public static IKubeApiBuilder AddKubernetesResources(this IKubeApiBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<PodBinder>();
        builder.Services.TryAddSingleton<EvictionBudgets>();
        builder.Services.TryAddSingleton<PodEviction>();
        builder.Services.TryAddSingleton<AccessReviewer>();
        return builder.AddResources(static services => Make(
                services.GetRequiredService<IOptions<KubeApiOptions>>().Value.EventLifetime, services.GetService<ISchemaRuleCompiler>()))
            .AddCustomResources()
            .AddAggregation()
            .AddResourceAction<SelfSubjectReviewAction>()
            .AddResourceAction<SubjectAccessReviewAction>()
            .AddResourceAction<LocalSubjectAccessReviewAction>()
            .AddResourceAction<SelfSubjectAccessReviewAction>()
            .AddResourceAction<SelfSubjectRulesReviewAction>()
            .AddResourceAction<PodBindingAction>()
            .AddResourceAction<EvictionAction>()
            .AddResourceAction<BindingAction>()
            .AddConnectors();
    }

    /// <param name="eventLifetime">How long events are kept; null: an hour.</param>
    /// <param name="rules">Judges the rules in schemas of custom resources; null: nobody does.</param>
    internal static IEnumerable<ResourceDefinition> Make(TimeSpan? eventLifetime = null, ISchemaRuleCompiler? rules = null)
    {
        var events = CoreResources.Events(eventLifetime ?? TimeSpan.FromHours(1));
        return
        [
            .. CoreResources.Make(PodResources.Make(), events),
            SmallGroups.ApiServices(),
            .. AppsResources.Make(),
            SmallGroups.Events(events),
            .. VirtualResources.Authentication(),
            .. VirtualResources.Authorization(),
            .. AutoscalingResources.Make(),
            .. BatchResources.Make(),
            .. CertificateResources.Make(),
            .. NetworkingResources.Make(),
            .. PolicyResources.Make(),
            .. RbacResources.Make(),
            .. StorageResources.Make(),
            .. AdmissionResources.Make(),
            SmallGroups.CustomResourceDefinitions(rules),
            SmallGroups.PriorityClasses(),
            SmallGroups.Leases(),
            SmallGroups.RuntimeClasses(),
            SmallGroups.EndpointSlices(),
            .. DeviceResources.Make(),
            .. FlowControlResources.Make(),
        ];
    }

    private static IKubeApiBuilder AddConnectors(this IKubeApiBuilder builder)
    {
        builder.Services.AddOptions<NodeConnectionOptions>().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<NodeConnectionOptions>, NodeConnectionOptionsValidator>());
        builder.Services.TryAddSingleton<NodeLocator>();
        return builder.AddSubresourceConnector<PodLogConnector>().AddSubresourceConnector<PodExecConnector>().AddSubresourceConnector<PodAttachConnector>()
            .AddSubresourceConnector<PodPortForwardConnector>().AddSubresourceConnector<PodProxyConnector>().AddSubresourceConnector<ServiceProxyConnector>()
            .AddSubresourceConnector<NodeProxyConnector>();
    }
}
