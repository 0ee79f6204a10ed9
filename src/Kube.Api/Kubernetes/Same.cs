namespace Kube.Api.Kubernetes;

/// <summary>Equality by upstream's sense: nothing and empty are the same.</summary>
internal static class Same
{
    public static bool Labels(Dictionary<string, string>? left, Dictionary<string, string>? right)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        foreach (var (key, value) in left ?? [])
        {
            if (!right!.TryGetValue(key, out var other) || other != value) return false;
        }

        return true;
    }

    public static bool Texts(List<string>? left, List<string>? right) => (left ?? []).SequenceEqual(right ?? []);
}
