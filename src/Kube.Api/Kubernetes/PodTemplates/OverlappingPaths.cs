using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Warns of files that a volume would put into one place, or one inside the other.</summary>
internal sealed class OverlappingPaths(ICollection<string> warnings)
{
    public void Check(List<V1Volume> volumes)
    {
        foreach (var volume in volumes)
        {
            var name = volume.Name ?? "";
            if (volume.ConfigMap is { Items: { } keys } configMap) Keys(name, $"ConfigMap {BadValue.Quote(configMap.Name ?? "")}", keys.Select(key => key.Path));
            if (volume.Secret is { Items: { } secretKeys } secret)
                Keys(name, $"Secret {BadValue.Quote(secret.SecretName ?? "")}", secretKeys.Select(key => key.Path));
            if (volume.DownwardAPI is { Items: { } files }) Keys(name, "DownwardAPI", files.Select(file => file.Path));
            if (volume.Projected is { } projected) Projected(name, projected.Sources.OrEmpty());
        }
    }

    private void Keys(string volume, string source, IEnumerable<string?> paths)
    {
        var taken = new List<Place>();
        foreach (var path in paths) Add(new Place(path ?? "", ""), taken, volume, source);
    }

    private void Projected(string volume, List<V1VolumeProjection> sources)
    {
        var taken = new List<Place>();
        foreach (var source in sources)
        {
            if (source is { ConfigMap: null, Secret: null, DownwardAPI: null, ServiceAccountToken: null, ClusterTrustBundle: null, PodCertificate: null })
                warnings.Add($"volume {BadValue.Quote(volume)} (Projected) has no sources provided");
            foreach (var place in Places(source)) Add(place, taken, volume, "Projected");
        }
    }

    private static IEnumerable<Place> Places(V1VolumeProjection source)
    {
        if (source.ConfigMap is { Items: { } keys } configMap)
            return keys.Select(key => new Place(key.Path ?? "", $"ConfigMap {BadValue.Quote(configMap.Name ?? "")}"));
        if (source.Secret is { Items: { } secretKeys } secret)
            return secretKeys.Select(key => new Place(key.Path ?? "", $"Secret {BadValue.Quote(secret.Name ?? "")}"));
        if (source.DownwardAPI is { Items: { } files }) return files.Select(file => new Place(file.Path ?? "", "DownwardAPI"));
        if (source.ServiceAccountToken is { } token) return [new Place(token.Path ?? "", "ServiceAccountToken")];
        if (source.ClusterTrustBundle is { } bundle)
            return [new Place(bundle.Path ?? "", $"ClusterTrustBundle {BadValue.Quote(bundle.Name ?? bundle.SignerName ?? "")}")];
        return [];
    }

    private void Add(Place place, List<Place> taken, string volume, string source)
    {
        place = place with { Path = place.Path.TrimEnd('/') };
        foreach (var other in taken.Where(other => other.Overlaps(place)))
            warnings.Add($"volume {BadValue.Quote(volume)} ({source}): overlapping paths: {place} with {other}");
        taken.Add(place);
    }

    private sealed record Place(string Path, string Source)
    {
        public bool Overlaps(Place other) =>
            Path == other.Path || other.Path.StartsWith(Path + "/", StringComparison.Ordinal) || Path.StartsWith(other.Path + "/", StringComparison.Ordinal);

        public override string ToString() => Source.Length == 0 ? BadValue.Quote(Path) : $"{BadValue.Quote(Path)} ({Source})";
    }
}
