namespace Kube.Shared.Streams.Spdy;

/// <summary>The headers of a stream, in their order. Names compare without case, since Go's peers send theirs as they like.</summary>
internal sealed class SpdyHeaders(IReadOnlyList<KeyValuePair<string, string>> entries)
{
    public static SpdyHeaders Empty { get; } = new([]);

    public IReadOnlyList<KeyValuePair<string, string>> Entries { get; } = entries;

    /// <summary>The first value of a name; null when there is none.</summary>
    public string? Find(string name)
    {
        foreach (var (key, value) in Entries)
        {
            if (!key.Equals(name, StringComparison.OrdinalIgnoreCase)) continue;
            // Several values of one name are separated by NUL.
            var end = value.IndexOf('\0', StringComparison.Ordinal);
            return end < 0 ? value : value[..end];
        }

        return null;
    }
}
