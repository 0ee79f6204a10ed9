using System.Text.Json;
#pragma warning disable IL2026, IL3050 // Holds the names that the generated codecs bring; their change makes this file needless.
namespace Kube.Api.Models;

internal static class ProvisionalEquality
{
    public static bool SemanticEquals<T>(this T left, T? right)
        where T : class => right is not null && JsonSerializer.SerializeToUtf8Bytes(left).AsSpan().SequenceEqual(JsonSerializer.SerializeToUtf8Bytes(right));

    public static T DeepClone<T>(this T value)
        where T : class => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value))!;
}
