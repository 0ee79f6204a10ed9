using System.Text;
using Kube.Api.Models;
using Kube.Node.Agent;

namespace Kube.Node.EnvironmentVariables;

/// <summary>Fields of a pod as text: the downward API.</summary>
internal static class PodFields
{
    /// <returns>Null when the path names no field that may be asked for.</returns>
    public static string? ValueOf(V1Pod pod, string path, PodAddresses addresses)
    {
        var meta = pod.Metadata;
        if (Subscript(path) is var (map, key))
        {
            return map switch
            {
                "metadata.labels" => meta.Labels?.GetValueOrDefault(key) ?? "",
                "metadata.annotations" => meta.Annotations?.GetValueOrDefault(key) ?? "",
                _ => null,
            };
        }

        return path switch
        {
            "metadata.name" => meta.Name,
            "metadata.namespace" => meta.Namespace,
            "metadata.uid" => meta.Uid,
            "metadata.labels" => Lines(meta.Labels),
            "metadata.annotations" => Lines(meta.Annotations),
            "spec.nodeName" => pod.Spec?.NodeName ?? "",
            "spec.serviceAccountName" => pod.Spec?.ServiceAccountName ?? "",
            "spec.restartPolicy" => pod.Spec?.RestartPolicy ?? "",
            "status.hostIP" => addresses.Host.Count > 0 ? addresses.Host[0] : "",
            "status.hostIPs" => string.Join(',', addresses.Host),
            "status.podIP" => addresses.Pod.Count > 0 ? addresses.Pod[0] : "",
            "status.podIPs" => string.Join(',', addresses.Pod),
            _ => null,
        };
    }

    private static (string Map, string Key)? Subscript(string path)
    {
        var open = path.IndexOf("['", StringComparison.Ordinal);
        return open > 0 && path.EndsWith("']", StringComparison.Ordinal) && path.Length > open + 4 ? (path[..open], path[(open + 2)..^2]) : null;
    }

    private static string Lines(Dictionary<string, string>? map)
    {
        if (map is null) return "";
        var text = new StringBuilder();
        foreach (var (key, value) in map.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(key).Append('=').Append(GoText.Quote(value));
        }

        return text.ToString();
    }
}
