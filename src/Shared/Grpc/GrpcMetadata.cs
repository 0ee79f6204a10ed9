using System.Collections;

namespace Kube.Shared.Grpc;

/// <summary>Names and values that go beside the messages. Names are lower case; those that end in <c>-bin</c> hold bytes, base64 on the wire.</summary>
internal sealed class GrpcMetadata : IEnumerable<KeyValuePair<string, string>>
{
    private const string BinarySuffix = "-bin";

    private readonly List<KeyValuePair<string, string>> _entries = [];

    /// <summary>Adds a value; a name may have several.</summary>
    public void Add(string name, string value) => _entries.Add(new(name.ToLowerInvariant(), value));

    /// <summary>Adds bytes under a name that ends in <c>-bin</c>.</summary>
    public void Add(string name, ReadOnlySpan<byte> value)
    {
        if (!IsBinary(name)) throw new ArgumentException($"The name of a binary value ends in {BinarySuffix}, unlike {name}.", nameof(name));
        Add(name, Convert.ToBase64String(value).TrimEnd('='));
    }

    /// <summary>The last value of the name, or null.</summary>
    public string? Get(string name)
    {
        for (var at = _entries.Count - 1; at >= 0; at--)
        {
            if (string.Equals(_entries[at].Key, name, StringComparison.OrdinalIgnoreCase)) return _entries[at].Value;
        }

        return null;
    }

    /// <summary>The bytes of the name, or null; senders may leave base64's padding out.</summary>
    public byte[]? GetBinary(string name)
    {
        if (Get(name) is not { } text) return null;
        var padded = text.Length % 4 == 0 ? text : text.PadRight(text.Length + 4 - (text.Length % 4), '=');
        var bytes = new byte[padded.Length];
        return Convert.TryFromBase64String(padded, bytes, out var length)
            ? bytes[..length]
            : throw new GrpcException(GrpcStatusCode.Internal, $"malformed binary metadata \"{name}\"");
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether the name is the protocol's own and no metadata.</summary>
    internal static bool IsReserved(string name) =>
        name.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith(':')
        || name.Equals("content-type", StringComparison.OrdinalIgnoreCase)
        || name.Equals("te", StringComparison.OrdinalIgnoreCase);

    private static bool IsBinary(string name) => name.EndsWith(BinarySuffix, StringComparison.OrdinalIgnoreCase);
}
