namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>Lists and maps of the model may be absent, which means empty.</summary>
internal static class Lists
{
    /// <summary>Only to be read: the empty one is everybody's.</summary>
    public static List<T> OrEmpty<T>(this List<T>? list) => list ?? None<T>.List;

    /// <inheritdoc cref="OrEmpty{T}(List{T}?)"/>
    public static Dictionary<string, T> OrEmpty<T>(this Dictionary<string, T>? map) => map ?? None<T>.Map;

    public static int Count<T>(this List<T>? list) => list?.Count ?? 0;

    public static int Count<T>(this Dictionary<string, T>? map) => map?.Count ?? 0;

    /// <summary>In the order of upstream's sets and of Go's encoder: by UTF-8 text, which for these keys is ordinal order.</summary>
    public static IEnumerable<KeyValuePair<string, T>> Sorted<T>(this Dictionary<string, T>? map) =>
        map is null or { Count: 0 } ? [] : map.Count == 1 ? map : map.OrderBy(static entry => entry.Key, StringComparer.Ordinal);

    private static class None<T>
    {
        public static readonly List<T> List = [];
        public static readonly Dictionary<string, T> Map = [];
    }
}
