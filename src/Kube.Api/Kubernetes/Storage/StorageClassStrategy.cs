using Kube.Api.Kubernetes.PodTemplates;
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

    public override void WarnOnCreate(V1StorageClass obj, ICollection<string> warnings)
    {
        for (var i = 0; i < obj.AllowedTopologies?.Count; i++)
        {
            for (var j = 0; j < obj.AllowedTopologies[i].MatchLabelExpressions?.Count; j++)
            {
                if (NodeLabelWarnings.About(obj.AllowedTopologies[i].MatchLabelExpressions![j].Key) is { } text)
                    warnings.Add($"allowedTopologies[{i}].matchLabelExpressions[{j}].key: {text}");
            }
        }
    }

    protected override void Validate(V1StorageClass obj, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(obj.Provisioner)) errors.Required(FieldPath.Root("provisioner"), "");
        else errors.InvalidEach(FieldPath.Root("provisioner"), obj.Provisioner.ToLowerInvariant(), FormatRules.QualifiedName(obj.Provisioner.ToLowerInvariant()));
        ValidateParameters(obj.Parameters, errors);
        if (!string.IsNullOrEmpty(obj.ReclaimPolicy) && obj.ReclaimPolicy is not ("Delete" or "Retain"))
            errors.NotSupported(FieldPath.Root("reclaimPolicy"), obj.ReclaimPolicy, "Delete", "Retain");
        ValidateTopologies(obj.AllowedTopologies, errors);
        if (obj.VolumeBindingMode is null) errors.Required(FieldPath.Root("volumeBindingMode"));
        else if (!BindingModes.Contains(obj.VolumeBindingMode)) errors.NotSupported(FieldPath.Root("volumeBindingMode"), obj.VolumeBindingMode, BindingModes);
    }

    protected override void ValidateChange(V1StorageClass obj, V1StorageClass old, FieldErrors errors)
    {
        errors.Immutable(FieldPath.Root("parameters"), Same.Labels(obj.Parameters, old.Parameters), obj.Parameters);
        errors.Immutable(FieldPath.Root("provisioner"), obj.Provisioner == old.Provisioner, obj.Provisioner);
        errors.Immutable(FieldPath.Root("reclaimPolicy"), obj.ReclaimPolicy == old.ReclaimPolicy, obj.ReclaimPolicy);
        errors.Immutable(FieldPath.Root("volumeBindingMode"), obj.VolumeBindingMode == old.VolumeBindingMode, obj.VolumeBindingMode);
    }

    private static void ValidateTopologies(List<V1TopologySelectorTerm>? terms, FieldErrors errors)
    {
        var path = FieldPath.Root("allowedTopologies");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < terms?.Count; i++)
        {
            var shape = new List<string>();
            var keys = new HashSet<string>(StringComparer.Ordinal);
            for (var j = 0; j < terms[i].MatchLabelExpressions?.Count; j++)
            {
                var term = terms[i].MatchLabelExpressions![j];
                var place = path.Index(i).Child("matchLabelExpressions").Index(j);
                if (term.Values is not { Count: > 0 }) errors.Required(place.Child("values"));
                var values = new HashSet<string>(StringComparer.Ordinal);
                for (var k = 0; k < term.Values?.Count; k++)
                {
                    if (!values.Add(term.Values[k])) errors.Duplicate(place.Child("values").Index(k), term.Values[k]);
                }

                errors.InvalidEach(place.Child("key"), term.Key, FormatRules.QualifiedName(term.Key));
                if (!keys.Add(term.Key)) errors.Duplicate(place.Child("key"), term.Key);
                shape.Add($"{term.Key}={string.Join(',', values.Order(StringComparer.Ordinal))}");
            }

            if (!seen.Add(string.Join(';', shape.Order(StringComparer.Ordinal)))) errors.Duplicate(path.Index(i).Child("matchLabelExpressions"), "");
        }
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
