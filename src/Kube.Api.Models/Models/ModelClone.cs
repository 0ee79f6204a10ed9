using System.Diagnostics.CodeAnalysis;

namespace Kube.Api.Models;

/// <summary>Copies of collections.</summary>
internal static class ModelClone
{
    [return: NotNullIfNotNull(nameof(list))]
    public static List<T>? Values<T>(List<T>? list) => list is null ? null : [.. list];

    [return: NotNullIfNotNull(nameof(list))]
    public static List<T>? List<T>(List<T>? list) where T : class, IKubeModel<T>
    {
        if (list is null) return null;
        var copy = new List<T>(list.Count);
        foreach (var item in list) copy.Add(item.DeepClone());
        return copy;
    }

    [return: NotNullIfNotNull(nameof(map))]
    public static Dictionary<string, T>? Values<T>(Dictionary<string, T>? map) => map is null ? null : new(map, StringComparer.Ordinal);

    [return: NotNullIfNotNull(nameof(map))]
    public static Dictionary<string, T>? Map<T>(Dictionary<string, T>? map) where T : class, IKubeModel<T> => Map(map, static item => item.DeepClone());

    [return: NotNullIfNotNull(nameof(map))]
    public static Dictionary<string, T>? Map<T>(Dictionary<string, T>? map, Func<T, T> clone)
    {
        if (map is null) return null;
        var copy = new Dictionary<string, T>(map.Count, StringComparer.Ordinal);
        foreach (var (key, value) in map) copy.Add(key, clone(value));
        return copy;
    }

    [return: NotNullIfNotNull(nameof(bytes))]
    public static byte[]? Bytes(byte[]? bytes) => bytes?.AsSpan().ToArray();
}
