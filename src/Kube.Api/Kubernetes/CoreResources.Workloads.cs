using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core;
using Kube.Api.Kubernetes.Core.Quotas;
using Kube.Api.Kubernetes.Core.ReplicationControllers;
using Kube.Api.Kubernetes.Core.Volumes;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes;

/// <summary>Volumes, quotas, templates and replication controllers.</summary>
internal static partial class CoreResources
{
    private static ResourceDefinition PersistentVolumeClaims()
    {
        var strategy = new ClaimStrategy();
        return new()
        {
            Codec = Codec("PersistentVolumeClaim"), Plural = "persistentvolumeclaims", Namespaced = true, ShortNames = ["pvc"], Strategy = strategy,
            Table = VolumeTables.Claim, Subresources = [Kinds.Status<V1PersistentVolumeClaim>(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static ResourceDefinition PersistentVolumes()
    {
        var strategy = new VolumeStrategy();
        return new()
        {
            Codec = Codec("PersistentVolume"), Plural = "persistentvolumes", ShortNames = ["pv"], Strategy = strategy, Table = VolumeTables.Volume,
            Subresources = [Kinds.Status<V1PersistentVolume>(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static ResourceDefinition PodTemplates() => new()
    {
        Codec = Codec("PodTemplate"), Plural = "podtemplates", Namespaced = true, Strategy = new PodTemplateStrategy(), Table = CoreTables.PodTemplate,
    };

    private static ResourceDefinition ReplicationControllers()
    {
        var strategy = new ReplicationControllerStrategy();
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
                Kinds.Status<V1ReplicationController>(strategy, static (obj, old) => obj.Spec = old.Spec),
            ],
        };
    }

    private static ResourceDefinition ResourceQuotas()
    {
        var strategy = new QuotaStrategy();
        return new()
        {
            Codec = Codec("ResourceQuota"), Plural = "resourcequotas", Namespaced = true, ShortNames = ["quota"], Strategy = strategy, Table = CoreTables.ResourceQuota,
            Subresources = [Kinds.Status<V1ResourceQuota>(strategy, static (obj, old) => obj.Spec = old.Spec)],
        };
    }

    private static string Labels(Dictionary<string, string>? labels) => labels is { Count: > 0 } ? LabelSelectorValidation.Format(labels) : "";
}
