using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>Volumes, quotas, templates and replication controllers.</summary>
internal static partial class CoreResources
{
    private static ResourceDefinition PersistentVolumeClaims()
    {
        var strategy = new PlainStatusStrategy<V1PersistentVolumeClaim>(
            static obj => obj.Status = new V1PersistentVolumeClaimStatus { Phase = "Pending" }, static (obj, old) => obj.Status = old.Status)
        {
            ReturnsDeleted = true,
        };
        return new()
        {
            Codec = Codec("PersistentVolumeClaim"), Plural = "persistentvolumeclaims", Namespaced = true, ShortNames = ["pvc"], Strategy = strategy,
            Table = VolumeTables.Claim, Subresources = [Kinds.Status(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static ResourceDefinition PersistentVolumes()
    {
        var strategy = new PlainStatusStrategy<V1PersistentVolume>(
            static obj => obj.Status = new V1PersistentVolumeStatus { Phase = "Pending" }, static (obj, old) => obj.Status = old.Status)
        {
            ReturnsDeleted = true,
        };
        return new()
        {
            Codec = Codec("PersistentVolume"), Plural = "persistentvolumes", ShortNames = ["pv"], Strategy = strategy, Table = VolumeTables.Volume,
            Subresources = [Kinds.Status(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static ResourceDefinition PodTemplates() => new()
    {
        Codec = Codec("PodTemplate"), Plural = "podtemplates", Namespaced = true, Strategy = new PodTemplateStrategy(), Table = CoreTables.PodTemplate,
    };

    private static ResourceDefinition ReplicationControllers()
    {
        var strategy = new PlainStatusStrategy<V1ReplicationController>(
            static obj => obj.Status = new V1ReplicationControllerStatus(),
            static (obj, old) => obj.Status = old.Status,
            static (obj, old) => !obj.Spec.SemanticEquals(old.Spec),
            new NameRule(FormatRules.DnsSubdomainBytes))
        {
            Propagation = PropagationDefault.Orphan,
        };
        return new()
        {
            Codec = Codec("ReplicationController"), Plural = "replicationcontrollers", Namespaced = true, ShortNames = ["rc"], Categories = [Kinds.All],
            Strategy = strategy, Table = CoreTables.ReplicationController, StorageName = "controllers",
            SelectableFields = [new("status.replicas", "status.replicas", Default: "0")],
            Subresources =
            [
                Kinds.Scale(new ScaleProjection<V1ReplicationController>(
                    static controller => (controller.Spec.Replicas ?? 0, controller.Status.Replicas, Labels(controller.Spec.Selector)),
                    static (controller, replicas) => controller.Spec.Replicas = replicas)),
                Kinds.Status(strategy, static (obj, old) => obj.Spec = old.Spec),
            ],
        };
    }

    private static ResourceDefinition ResourceQuotas()
    {
        var strategy = new PlainStatusStrategy<V1ResourceQuota>(
            static obj => obj.Status = new V1ResourceQuotaStatus(), static (obj, old) => obj.Status = old.Status)
        {
            ReturnsDeleted = true,
        };
        return new()
        {
            Codec = Codec("ResourceQuota"), Plural = "resourcequotas", Namespaced = true, ShortNames = ["quota"], Strategy = strategy, Table = CoreTables.ResourceQuota,
            Subresources = [Kinds.Status(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static string Labels(Dictionary<string, string>? labels) => labels is { Count: > 0 } ? LabelSelectorValidation.Format(labels) : "";
}
