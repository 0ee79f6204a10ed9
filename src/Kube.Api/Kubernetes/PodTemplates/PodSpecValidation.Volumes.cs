using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

internal sealed partial class PodSpecValidation
{
    private const string ConflictingPaths = "conflicting duplicate paths";

    private void Volumes(FieldPath path)
    {
        var volumes = _spec.Volumes.OrEmpty();
        var created = string.IsNullOrEmpty(_metadata?.Name)
            ? []
            : volumes.Where(volume => volume.Ephemeral is not null).Select(volume => $"{_metadata.Name}-{volume.Name}").ToHashSet();
        for (var i = 0; i < volumes.Count; i++)
        {
            var volume = volumes[i];
            var name = volume.Name ?? "";
            var before = _errors.Count;
            Source(volume, path.Index(i));
            if (name.Length == 0) _errors.Required(path.Index(i).Child("name"));
            else _errors.InvalidEach(path.Index(i).Child("name"), name, FormatRules.DnsLabel(name));
            if (_volumes.ContainsKey(name)) _errors.Duplicate(path.Index(i).Child("name"), name);

            // Only a volume without fault is there to be mounted.
            if (_errors.Count == before) _volumes[name] = volume;
            if (volume.PersistentVolumeClaim?.ClaimName is { } claim && created.Contains(claim))
            {
                _errors.Invalid(
                    path.Index(i).Child("persistentVolumeClaim", "claimName"), claim, "must not reference a PVC that gets created for an ephemeral volume");
            }
        }
    }

    /// <summary>Upstream reports at the list's owner, without the file's index.</summary>
    private void DownwardFile(V1DownwardAPIVolumeFile file, FieldPath path)
    {
        if (string.IsNullOrEmpty(file.Path)) _errors.Required(path.Child("path"));
        PathRules.LocalNonReserved(path.Child("path"), file.Path, _errors);
        if (file.FieldRef is { } field)
        {
            FieldSelector(field, VolumeFields, path.Child("fieldRef"));
            if (file.ResourceFieldRef is not null) _errors.Invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously");
        }
        else if (file.ResourceFieldRef is { } resource)
        {
            ResourceSelector(resource, path.Child("resourceFieldRef"), inVolume: true);
        }
        else
        {
            _errors.Required(path, "one of fieldRef and resourceFieldRef is required");
        }

        PathRules.Mode(path.Child("mode"), file.Mode, _errors);
    }

    private void Projected(V1ProjectedVolumeSource projected, FieldPath path)
    {
        PathRules.Mode(path.Child("defaultMode"), projected.DefaultMode, _errors);
        var taken = new HashSet<string>();
        for (var i = 0; i < projected.Sources.Count(); i++) Projection(projected.Sources![i], path, path.Child("sources").Index(i), taken);
    }

    private void Projection(V1VolumeProjection source, FieldPath path, FieldPath at, HashSet<string> taken)
    {
        var sources = 0;
        if (source.Secret is { } secret)
        {
            sources++;
            ProjectedKeys(secret.Name, secret.Items, at.Child("secret"), path, taken);
        }

        if (source.ConfigMap is { } configMap)
        {
            sources++;
            ProjectedKeys(configMap.Name, configMap.Items, at.Child("configMap"), path, taken);
        }

        if (source.DownwardAPI is { } downward)
        {
            sources++;
            foreach (var file in downward.Items.OrEmpty())
            {
                DownwardFile(file, at.Child("downwardAPI"));
                if (!string.IsNullOrEmpty(file.Path) && !taken.Add(file.Path)) _errors.Invalid(path, file.Path, ConflictingPaths);
            }
        }

        if (source.ServiceAccountToken is { } token)
        {
            sources++;
            ProjectedToken(token, path, at.Child("serviceAccountToken", "expirationSeconds"));
        }

        if (source.ClusterTrustBundle is not null) sources++;
        if (source.PodCertificate is not null) sources++;
        if (sources > 1) _errors.Forbidden(at, "may not specify more than 1 volume type per source");
    }

    private void ProjectedKeys(string? name, List<V1KeyToPath>? items, FieldPath at, FieldPath volume, HashSet<string> taken)
    {
        if (string.IsNullOrEmpty(name)) _errors.Required(at.Child("name"));
        for (var i = 0; i < items.Count(); i++)
        {
            VolumeSourceRules.KeyToPath(items![i], at.Child("items").Index(i), _errors);
            if (!string.IsNullOrEmpty(items[i].Path) && !taken.Add(items[i].Path)) _errors.Invalid(volume, name ?? "", ConflictingPaths);
        }
    }

    private void ProjectedToken(V1ServiceAccountTokenProjection token, FieldPath path, FieldPath expiration)
    {
        var seconds = token.ExpirationSeconds ?? 0;
        if (seconds < 600) _errors.Invalid(expiration, seconds, "may not specify a duration less than 10 minutes");
        if (seconds > 1L << 32) _errors.Invalid(expiration, seconds, "may not specify a duration larger than 2^32 seconds");
        if (string.IsNullOrEmpty(token.Path)) _errors.Required(path.Child("path"));
        else if (!_options.AllowNonLocalProjectedTokenPath) PathRules.LocalNonReserved(path.Child("path"), token.Path, _errors);
    }
}
