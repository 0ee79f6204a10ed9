namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The names under which a pod's own fields are shown to its containers.</summary>
internal static class DownwardFields
{
    private static readonly string[] Known =
    [
        "metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid",
        "spec.nodeName", "spec.restartPolicy", "spec.serviceAccountName", "spec.schedulerName",
        "status.phase", "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    /// <summary>Turns a name of a version into today's.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? Convert(string version, string name, out string converted)
    {
        converted = name;
        if (version != "v1") return $"unsupported pod version: {version}";
        if (TrySplitSubscript(name, out var map, out _))
            return map is "metadata.annotations" or "metadata.labels" ? null : $"field label does not support subscript: {name}";
        if (name == "spec.host") converted = "spec.nodeName";
        else if (!Known.Contains(name)) return $"field label not supported: {name}";
        return null;
    }

    /// <summary>Splits <c>metadata.labels['a']</c>.</summary>
    public static bool TrySplitSubscript(string name, out string map, out string subscript)
    {
        map = name;
        subscript = "";
        var open = name.IndexOf("['", StringComparison.Ordinal);
        if (open <= 0 || !name.EndsWith("']", StringComparison.Ordinal) || open + 2 > name.Length - 2) return false;
        map = name[..open];
        subscript = name[(open + 2)..^2];
        return true;
    }
}
