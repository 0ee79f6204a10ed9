using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private static readonly string[] EnvironmentFields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] VolumeFields = ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

    private static readonly string[] ContainerResources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    private static readonly string[] ByteDivisors = ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

    private void Environment(List<V1EnvVar> variables, FieldPath path)
    {
        for (var i = 0; i < variables.Count; i++)
        {
            var name = variables[i].Name;
            if (string.IsNullOrEmpty(name)) _errors.Required(path.Index(i).Child("name"));
            else _errors.InvalidEach(path.Index(i).Child("name"), name, FormatRules.EnvironmentName(name));
            if (variables[i].ValueFrom is { } source) ValueFrom(variables[i], source, path.Index(i).Child("valueFrom"));
        }
    }

    private void ValueFrom(V1EnvVar variable, V1EnvVarSource source, FieldPath path)
    {
        var sources = 0;
        if (source.FieldRef is { } field)
        {
            sources++;
            FieldSelector(field, EnvironmentFields, path.Child("fieldRef"));
        }

        if (source.ResourceFieldRef is { } resource)
        {
            sources++;
            ResourceSelector(resource, path.Child("resourceFieldRef"), inVolume: false);
        }

        if (source.ConfigMapKeyRef is { } configMap)
        {
            sources++;
            KeySelector(configMap.Name, configMap.Key, path.Child("configMapKeyRef"));
        }

        if (source.SecretKeyRef is { } secret)
        {
            sources++;
            KeySelector(secret.Name, secret.Key, path.Child("secretKeyRef"));
        }

        if (source.FileKeyRef is { } file)
        {
            sources++;
            FileSelector(file, path.Child("fileKeyRef"));
        }

        if (sources == 0)
            _errors.Invalid(path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`");
        else if (!string.IsNullOrEmpty(variable.Value)) _errors.Invalid(path, "", "may not be specified when `value` is not empty");
        else if (sources > 1) _errors.Invalid(path, "", "may not have more than one field specified at a time");
    }

    private void KeySelector(string? name, string? key, FieldPath path)
    {
        _errors.InvalidEach(path.Child("name"), name ?? "", FormatRules.DnsSubdomain(name ?? ""));
        if (string.IsNullOrEmpty(key)) _errors.Required(path.Child("key"));
        else _errors.InvalidEach(path.Child("key"), key, FormatRules.ConfigMapKey(key));
    }

    private void FileSelector(V1FileKeySelector file, FieldPath path)
    {
        if (string.IsNullOrEmpty(file.VolumeName)) _errors.Required(path.Child("volumeName"));
        else if (!_volumes.TryGetValue(file.VolumeName, out var volume)) _errors.NotFound(path.Child("volumeName"), file.VolumeName);
        else if (volume.EmptyDir is null) _errors.Invalid(path.Child("volumeName"), file.VolumeName, "referenced volume must be of type emptyDir");
        if (string.IsNullOrEmpty(file.Path)) _errors.Required(path.Child("path"));
        else PathRules.LocalNonReserved(path.Child("path"), file.Path, _errors);
        if (string.IsNullOrEmpty(file.Key)) _errors.Required(path.Child("key"));
        else if (FormatRules.Utf8Length(file.Key) > 128) _errors.TooLong(path.Child("key"), 128);
        else _errors.InvalidEach(path.Child("key"), file.Key, FormatRules.EnvironmentName(file.Key));
    }

    private void EnvironmentSources(List<V1EnvFromSource> sources, FieldPath path)
    {
        for (var i = 0; i < sources.Count; i++)
        {
            var source = sources[i];
            if (!string.IsNullOrEmpty(source.Prefix)) _errors.InvalidEach(path.Index(i).Child("prefix"), source.Prefix, FormatRules.EnvironmentName(source.Prefix));
            if (source.ConfigMapRef is { } configMap) SourceName(configMap.Name, path.Index(i).Child("configMapRef", "name"));
            if (source.SecretRef is { } secret) SourceName(secret.Name, path.Index(i).Child("secretRef", "name"));
            if (source.ConfigMapRef is null && source.SecretRef is null) _errors.Invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
            else if (source.ConfigMapRef is not null && source.SecretRef is not null)
                _errors.Invalid(path, "", "may not have more than one field specified at a time");
        }
    }

    /// <summary>Checked as the start of a name, which may end in a dash.</summary>
    private void SourceName(string? name, FieldPath path)
    {
        if (string.IsNullOrEmpty(name)) _errors.Required(path);
        else _errors.InvalidEach(path, name, FormatRules.DnsSubdomain(name.Length > 1 && name[^1] == '-' ? name[..^1] + 'a' : name));
    }

    private void FieldSelector(V1ObjectFieldSelector field, string[] supported, FieldPath path)
    {
        if (string.IsNullOrEmpty(field.ApiVersion))
        {
            _errors.Required(path.Child("apiVersion"));
            return;
        }

        var name = field.FieldPath ?? "";
        if (name.Length == 0)
        {
            _errors.Required(path.Child("fieldPath"));
            return;
        }

        if (DownwardFields.Convert(field.ApiVersion, name, out var converted) is { } failure)
        {
            _errors.Invalid(path.Child("fieldPath"), name, $"error converting fieldPath: {failure}");
            return;
        }

        if (DownwardFields.TrySplitSubscript(converted, out var map, out var subscript))
        {
            if (map == "metadata.annotations") _errors.InvalidEach(path, subscript.ToLowerInvariant(), FormatRules.QualifiedName(subscript.ToLowerInvariant()));
            else if (map == "metadata.labels") _errors.InvalidEach(path, subscript, FormatRules.QualifiedName(subscript));
            else _errors.Invalid(path, map, "does not support subscript");
        }
        else if (!supported.Contains(converted))
        {
            _errors.NotSupported(path.Child("fieldPath"), converted, supported);
        }
    }

    private void ResourceSelector(V1ResourceFieldSelector selector, FieldPath path, bool inVolume)
    {
        var resource = selector.Resource ?? "";
        var hugePages = resource.StartsWith("limits.hugepages-", StringComparison.Ordinal) || resource.StartsWith("requests.hugepages-", StringComparison.Ordinal);
        if (inVolume && string.IsNullOrEmpty(selector.ContainerName)) _errors.Required(path.Child("containerName"));
        else if (resource.Length == 0) _errors.Required(path.Child("resource"));
        else if (!hugePages && !ContainerResources.Contains(resource)) _errors.NotSupported(path.Child("resource"), resource, ContainerResources);
        if (selector.Divisor is not { } divisor || divisor.Sign == 0) return;

        var text = divisor.ToString();
        var units = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";
        var rule = resource switch
        {
            "limits.cpu" or "requests.cpu" => text is "1m" or "1" ? null : "only divisor's values 1m and 1 are supported with the cpu resource",
            _ when ByteDivisors.Contains(text) => null,
            "limits.memory" or "requests.memory" => $"only divisor's values {units} are supported with the memory resource",
            "limits.ephemeral-storage" or "requests.ephemeral-storage" =>
                $"only divisor's values {units} are supported with the local ephemeral storage resource",
            _ when hugePages => $"only divisor's values {units} are supported with the hugepages resource",
            _ => null,
        };
        if (rule is not null) _errors.Invalid(path.Child("divisor"), resource, rule);
    }
}
