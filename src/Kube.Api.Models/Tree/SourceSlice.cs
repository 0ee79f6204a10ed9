namespace Kube.Api.Tree;

/// <summary>Where in its source a container stands, when it stands there exactly as it would be written; otherwise nothing.</summary>
internal readonly struct SourceSlice(byte[] source, int offset, int length)
{
    private readonly byte[]? _source = source;

    public bool Exists => _source is not null;

    public ReadOnlySpan<byte> Span => new(_source, offset, length);

    public ReadOnlyMemory<byte> Memory => new(_source, offset, length);

    public byte[] Source => _source!;

    public int Offset => offset;

    public int Length => length;
}
