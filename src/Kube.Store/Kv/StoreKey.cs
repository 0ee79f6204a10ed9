using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Kube.Store.Kv;

/// <summary>A flat key: bytes, compared bytewise and never decoded. Immutable; owns its bytes.</summary>
public readonly struct StoreKey : IEquatable<StoreKey>, IComparable<StoreKey>
{
    private readonly byte[]? _bytes;

    private StoreKey(byte[] bytes) => _bytes = bytes;

    /// <summary>Copies <paramref name="key"/>.</summary>
    public StoreKey(ReadOnlySpan<byte> key) => _bytes = key.ToArray();

    /// <summary>The key's UTF-8 bytes.</summary>
    public static StoreKey FromString(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(Encoding.UTF8.GetBytes(key));
    }

    /// <summary>Takes the array as the key without copying it; the caller must not write to it again.</summary>
    public static StoreKey FromOwnedBytes(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new(key);
    }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>The same bytes, for code that must keep them.</summary>
    public ReadOnlyMemory<byte> Memory => _bytes;

    /// <summary>Number of bytes.</summary>
    public int Length => _bytes?.Length ?? 0;

    /// <summary>True for the key of no bytes, which a store never holds.</summary>
    public bool IsEmpty => Length == 0;

    /// <summary>Bytewise order, shorter first when one is the other's prefix.</summary>
    public int CompareTo(StoreKey other) => Span.SequenceCompareTo(other.Span);

    /// <inheritdoc/>
    public bool Equals(StoreKey other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is StoreKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>The bytes read as UTF-8, for logs and debuggers.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Span);

    /// <summary>Same bytes.</summary>
    public static bool operator ==(StoreKey left, StoreKey right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(StoreKey left, StoreKey right) => !left.Equals(right);
}
