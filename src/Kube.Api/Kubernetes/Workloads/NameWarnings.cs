using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Workloads;

/// <summary>A workload's name becomes part of its pods' host names.</summary>
internal static class NameWarnings
{
    public static void Add(V1ObjectMeta meta, ICollection<string> warnings)
    {
        var wrong = FormatRules.DnsLabel(meta.Name ?? "");
        if (wrong.Count == 0) return;
        warnings.Add(
            "metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: "
            + $"[{string.Join(' ', wrong)}]");
    }
}
