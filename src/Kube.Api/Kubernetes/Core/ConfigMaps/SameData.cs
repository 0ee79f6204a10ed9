namespace Kube.Api.Kubernetes.Core.ConfigMaps;

/// <summary>Whether two maps of data hold the same; an absent map is an empty one.</summary>
internal static class SameData
{
    public static bool Text(Dictionary<string, string>? left, Dictionary<string, string>? right) =>
        Same(left, right, static (a, b) => string.Equals(a, b, StringComparison.Ordinal));

    public static bool Bytes(Dictionary<string, byte[]>? left, Dictionary<string, byte[]>? right) =>
        Same(left, right, static (a, b) => a.AsSpan().SequenceEqual(b));

    private static bool Same<T>(Dictionary<string, T>? left, Dictionary<string, T>? right, Func<T, T, bool> equal)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        foreach (var (key, value) in left ?? [])
        {
            if (!right!.TryGetValue(key, out var other) || !equal(value, other)) return false;
        }

        return true;
    }
}
