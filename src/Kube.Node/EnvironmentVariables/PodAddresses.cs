namespace Kube.Node.EnvironmentVariables;

/// <summary>The addresses that the downward API tells of.</summary>
internal sealed record PodAddresses(IReadOnlyList<string> Pod, IReadOnlyList<string> Host)
{
    public static PodAddresses None { get; } = new([], []);
}
