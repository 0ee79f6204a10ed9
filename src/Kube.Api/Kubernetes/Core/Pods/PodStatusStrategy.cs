using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>The rules of <c>pods/status</c>: nodes report there, and may touch labels and annotations on the way.</summary>
internal sealed class PodStatusStrategy : ResourceStrategy<V1Pod>
{
    public override IReadOnlyList<string> ResetFields => ["spec", "metadata.deletionTimestamp", "metadata.ownerReferences"];

    public override void Default(V1Pod obj) => PodDefaults.Apply(obj);

    public override void PrepareForUpdate(V1Pod obj, V1Pod old, StrategyContext context)
    {
        obj.Spec = old.Spec;
        obj.Metadata.Generation = old.Metadata.Generation;
        obj.Metadata.DeletionTimestamp = old.Metadata.DeletionTimestamp;

        // Old nodes wrote owner references back in a way that broke garbage collection.
        obj.Metadata.OwnerReferences = old.Metadata.OwnerReferences;
        obj.Status ??= new V1PodStatus();
        if (string.IsNullOrEmpty(obj.Status.QosClass)) obj.Status.QosClass = old.Status?.QosClass;
        KeepObservedGenerations(obj.Status, old.Status);
    }

    public override void ValidateUpdate(V1Pod obj, V1Pod old, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateUpdate(obj.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        ObjectMetaValidation.ValidateFinalizerNames(obj.Metadata, errors);
        PodUpdateValidation.Annotations(obj, old, errors, PodValidationOptions.ForPodUpdate(old));
        PodStatusValidation.Validate(obj, old, errors);
    }

    public override void WarnOnUpdate(V1Pod obj, V1Pod old, ICollection<string> warnings)
    {
        var path = FieldPath.Root("status");
        for (var i = 0; i < (obj.Status?.PodIPs).Count(); i++)
            AddressWarnings.AddIp(path.Child("podIPs").Index(i).Child("ip"), obj.Status!.PodIPs![i].Ip ?? "", warnings);
        for (var i = 0; i < (obj.Status?.HostIPs).Count(); i++)
            AddressWarnings.AddIp(path.Child("hostIPs").Index(i).Child("ip"), obj.Status!.HostIPs![i].Ip ?? "", warnings);
    }

    /// <summary>A client that knows nothing of them does not take back which generation was seen.</summary>
    private static void KeepObservedGenerations(V1PodStatus status, V1PodStatus? old)
    {
        if ((status.ObservedGeneration ?? 0) == 0) status.ObservedGeneration = old?.ObservedGeneration;
        var seen = (old?.Conditions).OrEmpty().ToLookup(condition => condition.Type);
        var used = new Dictionary<string, int>();
        foreach (var condition in status.Conditions.OrEmpty())
        {
            var type = condition.Type ?? "";
            var index = used[type] = used.GetValueOrDefault(type, -1) + 1;
            if ((condition.ObservedGeneration ?? 0) == 0) condition.ObservedGeneration = seen[type].ElementAtOrDefault(index)?.ObservedGeneration;
        }
    }
}
