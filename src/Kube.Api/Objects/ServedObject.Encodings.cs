using System.Buffers;
using Kube.Api.Yaml;

namespace Kube.Api.Objects;

public sealed partial class ServedObject
{
    private Encoded? _protobuf;
    private Encoded? _yaml;

    /// <summary>The object as protobuf, in its envelope: made on first demand and kept, so that it costs once per revision. Must not be changed.</summary>
    /// <param name="revision">Its resourceVersion; 0: none. Of several only the last is kept, since an object goes out with its own but in an event about its end.</param>
    /// <exception cref="NotSupportedException">The kind has no protobuf form.</exception>
    public ReadOnlyMemory<byte> GetProtobuf(long revision)
    {
        if (Volatile.Read(ref _protobuf) is { } known && known.Revision == revision) return known.Bytes;
        var output = Scratch.Take();
        Codec.EncodeProtobuf(Decode(revision), output);
        var made = new Encoded(revision, Scratch.Give(output));
        Volatile.Write(ref _protobuf, made);
        return made.Bytes;
    }

    /// <summary>The object as YAML: made of the JSON on first demand and kept, like the protobuf form. Must not be changed.</summary>
    /// <param name="revision">Its resourceVersion; 0: none.</param>
    public ReadOnlyMemory<byte> GetYaml(long revision)
    {
        if (Volatile.Read(ref _yaml) is { } known && known.Revision == revision) return known.Bytes;
        var json = Scratch.Take();
        WriteJson(json, revision);
        var output = new ArrayBufferWriter<byte>(json.WrittenCount + (json.WrittenCount / 2));
        KubeYaml.Write(Scratch.Give(json), output);
        var made = new Encoded(revision, output.WrittenSpan.ToArray());
        Volatile.Write(ref _yaml, made);
        return made.Bytes;
    }

    private sealed class Encoded(long revision, byte[] bytes)
    {
        public long Revision { get; } = revision;

        public byte[] Bytes { get; } = bytes;
    }
}
