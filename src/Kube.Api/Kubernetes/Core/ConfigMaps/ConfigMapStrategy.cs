using System.Text;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.ConfigMaps;

/// <summary>Config maps: keys that can be file names, one MiB in all, and never changed again once immutable.</summary>
internal sealed class ConfigMapStrategy : KubernetesStrategy<V1ConfigMap>
{
    private const int MaximumBytes = 1024 * 1024;
    private const string ImmutableText = "field is immutable when `immutable` is set";

    protected override void Validate(V1ConfigMap obj, FieldErrors errors)
    {
        var data = FieldPath.Root("data");
        long total = 0;
        foreach (var (key, value) in (obj.Data ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            errors.InvalidEach(data.Key(key), key, FormatRules.ConfigMapKey(key));
            if (obj.BinaryData?.ContainsKey(key) == true) errors.Invalid(data.Key(key), key, "duplicate of key present in binaryData");
            total += Encoding.UTF8.GetByteCount(value);
        }

        foreach (var (key, value) in (obj.BinaryData ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            errors.InvalidEach(FieldPath.Root("binaryData").Key(key), key, FormatRules.ConfigMapKey(key));
            total += value.Length;
        }

        // Upstream reports it at field.NewPath(""), which prints as [].
        if (total > MaximumBytes) errors.TooLong(FieldPath.Root("").Key(""), MaximumBytes);
    }

    protected override void ValidateChange(V1ConfigMap obj, V1ConfigMap old, FieldErrors errors)
    {
        if (old.Immutable is true)
        {
            if (obj.Immutable is not true) errors.Forbidden(FieldPath.Root("immutable"), ImmutableText);
            if (!SameData.Text(obj.Data, old.Data)) errors.Forbidden(FieldPath.Root("data"), ImmutableText);
            if (!SameData.Bytes(obj.BinaryData, old.BinaryData)) errors.Forbidden(FieldPath.Root("binaryData"), ImmutableText);
        }

        Validate(obj, errors);
    }
}
