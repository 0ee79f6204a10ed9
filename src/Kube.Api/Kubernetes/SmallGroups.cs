using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Definitions;
using Kube.Api.Kubernetes.ApiRegistration;
using Kube.Api.Kubernetes.Coordination.Leases;
using Kube.Api.Kubernetes.Core.Events;
using Kube.Api.Kubernetes.Discovery.EndpointSlices;
using Kube.Api.Kubernetes.Node;
using Kube.Api.Kubernetes.Scheduling;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>The groups of one resource each.</summary>
internal static class SmallGroups
{
    public static ResourceDefinition ApiServices()
    {
        var strategy = new ApiServiceStrategy();
        return new()
        {
            Codec = Kinds.Codec("apiregistration.k8s.io", "v1", "APIService"), Plural = "apiservices", Categories = [Kinds.ApiExtensions], Strategy = strategy,
            Table = ApiServiceTables.ApiService, StorageName = "apiregistration.k8s.io/apiservices",
            Subresources = [Kinds.Status<V1APIService>(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    /// <summary>The newer group's view of the core group's events.</summary>
    public static ResourceDefinition Events(ResourceDefinition stored) => new()
    {
        Codec = Kinds.Codec("events.k8s.io", "v1", "Event"), Plural = "events", Namespaced = true, ShortNames = ["ev"], Table = EventTable.Events,
        StoredAs = stored, Conversion = new EventConversion(), StoredRules = new EventsGroupStrategy(),
        SelectableFields =
        [
            new("regarding.kind", "involvedObject.kind"), new("regarding.namespace", "involvedObject.namespace"), new("regarding.name", "involvedObject.name"),
            new("regarding.uid", "involvedObject.uid"), new("regarding.apiVersion", "involvedObject.apiVersion"),
            new("regarding.resourceVersion", "involvedObject.resourceVersion"), new("regarding.fieldPath", "involvedObject.fieldPath"), new("reason"),
            new("reportingController", "reportingComponent"), new("type"),
        ],
    };

    public static ResourceDefinition CustomResourceDefinitions(ISchemaRuleCompiler? rules)
    {
        var strategy = new DefinitionStrategy(rules);
        return new()
        {
            Codec = Kinds.Codec("apiextensions.k8s.io", "v1", "CustomResourceDefinition"), Plural = "customresourcedefinitions", ShortNames = ["crd", "crds"],
            Categories = [Kinds.ApiExtensions], Strategy = strategy, StorageName = "apiextensions.k8s.io/customresourcedefinitions",
            Subresources = [SubresourceDefinition.Status(new DefinitionStatusStrategy(strategy))],
        };
    }

    public static ResourceDefinition PriorityClasses() => new()
    {
        Codec = Kinds.Codec("scheduling.k8s.io", "v1", "PriorityClass"), Plural = "priorityclasses", ShortNames = ["pc"], Strategy = new PriorityClassStrategy(),
        Table = SchedulingTables.PriorityClass,
    };

    public static ResourceDefinition Leases() => new()
    {
        Codec = Kinds.Codec("coordination.k8s.io", "v1", "Lease"), Plural = "leases", Namespaced = true, Strategy = new LeaseStrategy(), Table = LeaseStrategy.Table,
    };

    public static ResourceDefinition RuntimeClasses() => new()
    {
        Codec = Kinds.Codec("node.k8s.io", "v1", "RuntimeClass"), Plural = "runtimeclasses", Strategy = new RuntimeClassStrategy(), Table = NodeGroupTables.RuntimeClass,
    };

    public static ResourceDefinition EndpointSlices() => new()
    {
        Codec = Kinds.Codec("discovery.k8s.io", "v1", "EndpointSlice"), Plural = "endpointslices", Namespaced = true, Strategy = new EndpointSliceStrategy(),
        Table = EndpointSliceTable.Instance,
    };
}
