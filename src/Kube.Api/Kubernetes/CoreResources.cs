using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core;
using Kube.Api.Kubernetes.Core.ConfigMaps;
using Kube.Api.Kubernetes.Core.Endpoints;
using Kube.Api.Kubernetes.Core.Events;
using Kube.Api.Kubernetes.Core.Namespaces;
using Kube.Api.Kubernetes.Core.Nodes;
using Kube.Api.Kubernetes.Core.Quotas;
using Kube.Api.Kubernetes.Core.Secrets;
using Kube.Api.Kubernetes.Core.ServiceAccounts;
using Kube.Api.Kubernetes.Core.Services;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The core group, pods apart.</summary>
internal static partial class CoreResources
{

    private static readonly string[] Proxied = [Verbs.Create, Verbs.Delete, Verbs.Get, Verbs.Patch, Verbs.Update];

    /// <summary>In discovery's order; <paramref name="pods"/> stand where the alphabet has them.</summary>
    public static IEnumerable<ResourceDefinition> Make(ResourceDefinition pods, ResourceDefinition events) =>
    [
        new() { Codec = Codec("Binding"), Plural = "bindings", Namespaced = true, ServedVerbs = [Verbs.Create], StoresNothing = true },
        new()
        {
            Codec = Codec("ComponentStatus"), Plural = "componentstatuses", MissingName = "componentstatus", ShortNames = ["cs"], ServedVerbs = [Verbs.Get, Verbs.List],
            Strategy = new PlainStrategy<V1ComponentStatus>(), Table = CoreTables.ComponentStatus, DeprecationWarning = "v1 ComponentStatus is deprecated in v1.19+",
        },
        new()
        {
            Codec = Codec("ConfigMap"), Plural = "configmaps", Namespaced = true, ShortNames = ["cm"], Strategy = new ConfigMapStrategy(), Table = CoreTables.ConfigMap,
        },
        new()
        {
            Codec = Codec("Endpoints"), Plural = "endpoints", Namespaced = true, ShortNames = ["ep"], Strategy = new EndpointsStrategy(),
            Table = EndpointsTable.Instance, StorageName = "services/endpoints",
            DeprecationWarning = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice",
        },
        events,
        new() { Codec = Codec("LimitRange"), Plural = "limitranges", Namespaced = true, ShortNames = ["limits"], Strategy = new LimitRangeStrategy() },
        Namespaces(),
        Nodes(),
        PersistentVolumeClaims(),
        PersistentVolumes(),
        pods,
        PodTemplates(),
        ReplicationControllers(),
        ResourceQuotas(),
        new()
        {
            Codec = Codec("Secret"), Plural = "secrets", Namespaced = true, Strategy = new SecretStrategy(), Table = CoreTables.Secret,
            SelectableFields = [new("type")],
        },
        new()
        {
            Codec = Codec("ServiceAccount"), Plural = "serviceaccounts", Namespaced = true, ShortNames = ["sa"], Strategy = new ServiceAccountStrategy(),
            Table = CoreTables.ServiceAccount,
            Subresources = [new() { Name = "token", Verbs = [Verbs.Create], Codec = Kinds.Codec("authentication.k8s.io", "v1", "TokenRequest") }],
        },
        Services(),
    ];

    /// <summary>Events as the core group serves and stores them; <c>events.k8s.io</c> serves the same.</summary>
    /// <param name="lifetime">How long they are kept.</param>
    public static ResourceDefinition Events(TimeSpan lifetime) => new()
    {
        Codec = Codec("Event"), Plural = "events", Namespaced = true, ShortNames = ["ev"], Strategy = new EventStrategy(), Table = EventTable.Core,
        TimeToLiveSeconds = (int)lifetime.TotalSeconds,
        SelectableFields =
        [
            new("involvedObject.kind"), new("involvedObject.namespace"), new("involvedObject.name"), new("involvedObject.uid"), new("involvedObject.apiVersion"),
            new("involvedObject.resourceVersion"), new("involvedObject.fieldPath"), new("reason"), new("reportingComponent"),
            new("source", "source.component", Fallback: "reportingComponent"), new("type"),
        ],
    };

    private static ResourceDefinition Namespaces()
    {
        var strategy = new NamespaceStrategy();
        return new()
        {
            Codec = Codec("Namespace"), Plural = "namespaces", ShortNames = ["ns"], Strategy = strategy, Table = CoreTables.Namespace,
            ServedVerbs = [Verbs.Create, Verbs.Delete, Verbs.Get, Verbs.List, Verbs.Patch, Verbs.Update, Verbs.Watch],
            SelectableFields = [new("status.phase")],
            Subresources =
            [
                new() { Name = "finalize", Verbs = [Verbs.Update], Strategy = new NamespaceFinalization(strategy) },
                SubresourceDefinition.Status(new StatusStrategy<V1Namespace>(strategy, static (obj, old) => obj.Spec = old.Spec, NamespaceFinalization.ValidateStatus)),
            ],
        };
    }

    private static ResourceDefinition Nodes()
    {
        var strategy = new NodeStrategy();
        return new()
        {
            Codec = Codec("Node"), Plural = "nodes", ShortNames = ["no"], Strategy = strategy, Table = NodeTable.Instance, StorageName = "minions",
            SelectableFields = [new("spec.unschedulable", "spec.unschedulable", Default: "false")],
            Subresources =
            [
                Kinds.Listed("proxy", "NodeProxyOptions", Proxied),
                SubresourceDefinition.Status(new StatusStrategy<V1Node>(strategy, static (obj, old) => obj.Spec = old.Spec, NodeValidation.ValidateStatus)),
            ],
        };
    }

    private static ResourceDefinition Services()
    {
        var strategy = new ServiceStrategy();
        return new()
        {
            Codec = Codec("Service"), Plural = "services", Namespaced = true, ShortNames = ["svc"], Categories = [Kinds.All], Strategy = strategy,
            Table = ServiceTable.Instance, StorageName = "services/specs", SelectableFields = [new("spec.clusterIP"), new("spec.type")],
            ServedVerbs = Verbs.All,
            Subresources =
            [
                Kinds.Listed("proxy", "ServiceProxyOptions", Proxied),
                SubresourceDefinition.Status(new StatusStrategy<V1Service>(strategy, static (obj, old) => obj.Spec = old.Spec, ServiceStrategy.ValidateStatus)),
            ],
        };
    }

    private static ObjectCodec Codec(string kind) => Kinds.Codec("", "v1", kind);
}
