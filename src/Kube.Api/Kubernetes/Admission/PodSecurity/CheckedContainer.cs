using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.PodSecurity;

/// <summary>What the checks look at in a container of any sort.</summary>
internal sealed record CheckedContainer(string Name, V1SecurityContext? Security, List<V1ContainerPort>? Ports, V1Lifecycle? Lifecycle, V1Probe?[] Probes)
{
    /// <summary>In the order in which messages name them.</summary>
    public static CheckedContainer[] Of(V1PodSpec spec) =>
    [
        .. (spec.InitContainers ?? []).Concat(spec.Containers ?? []).Select(static one => new CheckedContainer(
            one.Name, one.SecurityContext, one.Ports, one.Lifecycle, [one.LivenessProbe, one.ReadinessProbe, one.StartupProbe])),
        .. (spec.EphemeralContainers ?? []).Select(static one => new CheckedContainer(
            one.Name, one.SecurityContext, one.Ports, one.Lifecycle, [one.LivenessProbe, one.ReadinessProbe, one.StartupProbe])),
    ];

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c>.</summary>
    public static string Show(IReadOnlyCollection<string> names) => $"{Plural("container", names.Count)} {Quote(names)}";

    public static string Plural(string word, int count) => count == 1 ? word : word + "s";

    public static string Quote(IEnumerable<string> values) => $"\"{string.Join("\", \"", values)}\"";
}
