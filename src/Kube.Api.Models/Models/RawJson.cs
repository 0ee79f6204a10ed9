using System.Text;

namespace Kube.Api.Models;

/// <summary>One JSON value kept as its UTF-8 text: raw extensions, <c>FieldsV1</c>, the free values of custom resource definitions.</summary>
/// <remarks>Immutable; the memory handed in must not change afterwards. Equal when the texts are equal byte for byte.</remarks>
/// <param name="utf8">A complete JSON value. It is written out as it is, so it must be valid; white space between tokens is removed then.</param>
public sealed class RawJson(ReadOnlyMemory<byte> utf8) : IEquatable<RawJson>
{
    /// <summary>The text.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; } = utf8;

    /// <summary>Wraps a JSON text.</summary>
    /// <param name="json">A complete JSON value.</param>
    public static RawJson From(string json) => new(Encoding.UTF8.GetBytes(json));

    /// <inheritdoc/>
    public bool Equals(RawJson? other) => other is not null && Utf8.Span.SequenceEqual(other.Utf8.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RawJson);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    /// <summary>The JSON text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8.Span);

    /// <summary>Compares the texts.</summary>
    /// <param name="left">One value or null.</param>
    /// <param name="right">The other value or null.</param>
    public static bool operator ==(RawJson? left, RawJson? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Compares the texts.</summary>
    /// <param name="left">One value or null.</param>
    /// <param name="right">The other value or null.</param>
    public static bool operator !=(RawJson? left, RawJson? right) => !(left == right);
}
