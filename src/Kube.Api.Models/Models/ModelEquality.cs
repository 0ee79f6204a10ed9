namespace Kube.Api.Models;

/// <summary>Upstream's semantic equality: absent and empty collections are equal, absent and empty objects are not.</summary>
internal static class ModelEquality
{
    public static bool Text(string? left, string? right) => (left ?? "") == (right ?? "");

    public static bool Zero<T>(T? left, T? right) where T : struct, IEquatable<T> => left.GetValueOrDefault().Equals(right.GetValueOrDefault());

    public static bool Object<T>(T? left, T? right) where T : class, IKubeModel<T> => left is null ? right is null : left.SemanticEquals(right);

    public static bool Bytes(byte[]? left, byte[]? right) => left.AsSpan().SequenceEqual(right);

    /// <summary>Instants in whole seconds, or for MicroTime in microseconds; what JSON cannot tell is not compared.</summary>
    public static bool Instant(DateTime? left, DateTime? right, long ticksPerUnit) => left is { } a && right is { } b
        ? a.ToUniversalTimeTicks() / ticksPerUnit == b.ToUniversalTimeTicks() / ticksPerUnit
        : left.HasValue == right.HasValue;

    public static bool Values<T>(List<T>? left, List<T>? right) where T : IEquatable<T>
    {
        var count = left?.Count ?? 0;
        if (count != (right?.Count ?? 0)) return false;
        for (var i = 0; i < count; i++)
            if (!left![i].Equals(right![i])) return false;
        return true;
    }

    public static bool List<T>(List<T>? left, List<T>? right) where T : class, IKubeModel<T>
    {
        var count = left?.Count ?? 0;
        if (count != (right?.Count ?? 0)) return false;
        for (var i = 0; i < count; i++)
            if (!left![i].SemanticEquals(right![i])) return false;
        return true;
    }

    public static bool Values<T>(Dictionary<string, T>? left, Dictionary<string, T>? right) where T : IEquatable<T> =>
        Map(left, right, static (a, b) => a.Equals(b));

    public static bool Map<T>(Dictionary<string, T>? left, Dictionary<string, T>? right) where T : class, IKubeModel<T> =>
        Map(left, right, static (a, b) => a.SemanticEquals(b));

    public static bool Map<T>(Dictionary<string, T>? left, Dictionary<string, T>? right, Func<T, T, bool> equal)
    {
        if ((left?.Count ?? 0) != (right?.Count ?? 0)) return false;
        if (left is null || right is null) return true;
        foreach (var (key, value) in left)
            if (!right.TryGetValue(key, out var other) || !equal(value, other)) return false;
        return true;
    }

    private static long ToUniversalTimeTicks(this DateTime value) => value.Kind == DateTimeKind.Local ? value.ToUniversalTime().Ticks : value.Ticks;
}
