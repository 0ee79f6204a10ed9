using Kube.Api.Client.Caches;
using Kube.Api.Models;

namespace Kube.Controllers.Pods;

/// <summary>Finds the pods that a map of labels selects, without looking through a whole namespace.</summary>
internal static class PodLabels
{
    /// <summary>Files pods under each of their labels.</summary>
    public static CacheIndex<V1Pod> Index { get; } = new("label", static pod => (pod.Metadata.Labels ?? []).Select(label => Value(pod.Metadata.Namespace ?? "", label)));

    /// <summary>The pods of a namespace that have all of some labels; none when there are none.</summary>
    public static IReadOnlyList<V1Pod> Selected(IResourceCache<V1Pod> pods, string ns, Dictionary<string, string>? selector)
    {
        IReadOnlyList<V1Pod>? fewest = null;
        foreach (var label in selector ?? [])
        {
            var found = pods.Find(Index, Value(ns, label));
            if (fewest is null || found.Count < fewest.Count) fewest = found;
        }

        if (fewest is null or { Count: 0 } || selector!.Count == 1) return fewest ?? [];
        return [.. fewest.Where(pod => selector.All(label => pod.Metadata.Labels!.GetValueOrDefault(label.Key) == label.Value))];
    }

    /// <summary>Whether two pods have the same labels.</summary>
    public static bool AreSame(V1Pod one, V1Pod other) =>
        (one.Metadata.Labels ?? []).Count == (other.Metadata.Labels ?? []).Count
        && (one.Metadata.Labels ?? []).All(pair => other.Metadata.Labels?.GetValueOrDefault(pair.Key) == pair.Value);

    private static string Value(string ns, KeyValuePair<string, string> label) => $"{ns}/{label.Key}={label.Value}";
}
