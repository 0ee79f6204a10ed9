using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Storage;

/// <summary>Storage classes: what they are made of never changes, only what they allow.</summary>
internal sealed class StorageClassStrategy : KubernetesStrategy<V1StorageClass>
{
    public override bool ReturnsDeletedObject => true;

    private const int MaximumParameters = 512;
    private const int MaximumParameterBytes = 256 * 1024;
    private static readonly string[] BindingModes = ["Immediate", "WaitForFirstConsumer"];

    public override void Default(V1StorageClass obj)
    {
        obj.ReclaimPolicy ??= "Delete";
        obj.VolumeBindingMode ??= "Immediate";
    }

    protected override void Validate(V1StorageClass obj, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(obj.Provisioner)) errors.Required(FieldPath.Root("provisioner"), "");
        else errors.InvalidEach(FieldPath.Root("provisioner"), obj.Provisioner, FormatRules.QualifiedName(obj.Provisioner.ToLowerInvariant()));
        ValidateParameters(obj.Parameters, errors);
        if (!string.IsNullOrEmpty(obj.ReclaimPolicy) && obj.ReclaimPolicy is not ("Delete" or "Retain"))
            errors.NotSupported(FieldPath.Root("reclaimPolicy"), obj.ReclaimPolicy, "Delete", "Retain");
        if (obj.VolumeBindingMode is null) errors.Required(FieldPath.Root("volumeBindingMode"));
        else if (!BindingModes.Contains(obj.VolumeBindingMode)) errors.NotSupported(FieldPath.Root("volumeBindingMode"), obj.VolumeBindingMode, BindingModes);
    }

    protected override void ValidateChange(V1StorageClass obj, V1StorageClass old, FieldErrors errors)
    {
        if (!Same.Labels(obj.Parameters, old.Parameters)) errors.Forbidden(FieldPath.Root("parameters"), "updates to parameters are forbidden.");
        if (obj.Provisioner != old.Provisioner) errors.Forbidden(FieldPath.Root("provisioner"), "updates to provisioner are forbidden.");
        if (obj.ReclaimPolicy != old.ReclaimPolicy) errors.Forbidden(FieldPath.Root("reclaimPolicy"), "updates to reclaimPolicy are forbidden.");
        errors.Immutable(FieldPath.Root("volumeBindingMode"), obj.VolumeBindingMode == old.VolumeBindingMode, obj.VolumeBindingMode);
    }

    private static void ValidateParameters(Dictionary<string, string>? parameters, FieldErrors errors)
    {
        var path = FieldPath.Root("parameters");
        if (parameters?.Count > MaximumParameters)
        {
            errors.TooLong(path, MaximumParameters);
            return;
        }

        long total = 0;
        foreach (var (key, value) in parameters ?? [])
        {
            if (key.Length == 0) errors.Invalid(path, key, "field can not be empty.");
            total += FormatRules.Utf8Length(key) + FormatRules.Utf8Length(value);
        }

        if (total > MaximumParameterBytes) errors.TooLong(path, MaximumParameterBytes);
    }
}
