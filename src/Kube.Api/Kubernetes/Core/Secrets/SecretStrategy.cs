using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core.ConfigMaps;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Secrets;

/// <summary>Secrets: <c>stringData</c> becomes <c>data</c>, and each well-known type demands its keys.</summary>
internal sealed class SecretStrategy : KubernetesStrategy<V1Secret>
{
    public const string Opaque = "Opaque";
    private const int MaximumBytes = 1024 * 1024;
    private const string ImmutableText = "field is immutable when `immutable` is set";

    public override void Default(V1Secret obj)
    {
        if (string.IsNullOrEmpty(obj.Type)) obj.Type = Opaque;
        if (obj.StringData is not { } text) return;
        foreach (var (key, value) in text) (obj.Data ??= [])[key] = Encoding.UTF8.GetBytes(value);
        obj.StringData = null;
    }

    protected override void Validate(V1Secret obj, FieldErrors errors)
    {
        var data = FieldPath.Root("data");
        long total = 0;
        foreach (var (key, value) in (obj.Data ?? []).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            errors.InvalidEach(data.Key(key), key, FormatRules.ConfigMapKey(key));
            total += value.Length;
        }

        if (total > MaximumBytes) errors.TooLong(data, MaximumBytes);
        SecretTypes.Validate(obj, errors, data);
    }

    protected override void ValidateChange(V1Secret obj, V1Secret old, FieldErrors errors)
    {
        errors.Immutable(FieldPath.Root("type"), (obj.Type ?? "") == (old.Type ?? ""), obj.Type ?? "");
        if (old.Immutable is true)
        {
            if (obj.Immutable is not true) errors.Forbidden(FieldPath.Root("immutable"), ImmutableText);
            if (!SameData.Bytes(obj.Data, old.Data)) errors.Forbidden(FieldPath.Root("data"), ImmutableText);
        }

        Validate(obj, errors);
    }
}
