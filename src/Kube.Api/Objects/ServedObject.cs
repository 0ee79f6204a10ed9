using System.Buffers;
using System.Buffers.Text;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Tables;

namespace Kube.Api.Objects;

/// <summary>The bytes that every reader of one revision shares: immutable, never decoded to be served, owning nothing decoded.</summary>
/// <remarks>The JSON holds no resourceVersion: it is spliced in when written, since an object goes out with its own revision or, in an event about its end,
/// with the event's. What is derived from the bytes (facts, other versions, other encodings, the table row) is made on first demand and kept;
/// two first readers may both make it, which is harmless. Safe for concurrent use.</remarks>
public sealed partial class ServedObject
{
    private readonly ReadOnlyMemory<byte> _json;
    private ObjectLayout? _layout;
    private ObjectFacts? _facts;
    private ServedObject? _otherVersion;
    private TableRow? _row;

    /// <summary>Wraps the bytes of an object of a resource.</summary>
    /// <param name="resource">The resource in the version that the bytes are written in.</param>
    /// <param name="json">The whole object as canonical JSON without resourceVersion; never changed afterwards by anyone.</param>
    public ServedObject(ResourceDefinition resource, ReadOnlyMemory<byte> json)
        : this(resource.Codec, resource, json)
    {
    }

    /// <summary>Wraps the bytes of an object that is of no resource's own kind: a Status, a Scale, a review.</summary>
    /// <param name="codec">The kind.</param>
    /// <param name="resource">The resource that it belongs to; null for none.</param>
    /// <param name="json">The whole object as canonical JSON; a resourceVersion is left out to be spliced in.</param>
    public ServedObject(ObjectCodec codec, ResourceDefinition? resource, ReadOnlyMemory<byte> json)
    {
        Codec = codec;
        Resource = resource;
        _json = json;
    }

    /// <summary>Reads and writes the kind of these bytes.</summary>
    public ObjectCodec Codec { get; }

    /// <summary>The resource in the version of these bytes; null for a Status and the like.</summary>
    public ResourceDefinition? Resource { get; }

    /// <summary>Length of the JSON without resourceVersion, in bytes.</summary>
    public int Length => _json.Length;

    /// <summary>The JSON without resourceVersion. Must not be changed.</summary>
    public ReadOnlyMemory<byte> Json => _json;

    /// <summary>What is known of the object without decoding it.</summary>
    public ObjectFacts Facts => _facts ??= ObjectFacts.Parse(_json.Span, Resource);

    private ObjectLayout Layout => _layout ??= ObjectLayout.Find(_json.Span);

    /// <summary>Encodes an object that was just made. Its resourceVersion must be null.</summary>
    public static ServedObject Encode(ObjectCodec codec, ResourceDefinition? resource, IKubernetesObject obj)
    {
        var output = Scratch.Take();
        codec.Encode(obj, output);
        return new ServedObject(codec, resource, Scratch.Give(output));
    }

    /// <summary>Writes the object as JSON.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="revision">Its resourceVersion; 0: none.</param>
    public void WriteJson(IBufferWriter<byte> output, long revision) => Write(output, revision, from: 0);

    /// <summary>The JSON in an array of its own.</summary>
    /// <param name="revision">Its resourceVersion; 0: none.</param>
    internal byte[] ToJson(long revision)
    {
        var json = _json.Span;
        var made = new byte[GetJsonLength(revision)];
        if (made.Length == json.Length)
        {
            json.CopyTo(made);
            return made;
        }

        var at = Layout.SpliceAt;
        json[..at].CopyTo(made);
        var spliced = Layout.WriteSplice(made.AsSpan(at), revision);
        json[at..].CopyTo(made.AsSpan(at + spliced));
        return made;
    }

    /// <summary>How many bytes <see cref="WriteJson"/> writes for a revision.</summary>
    public int GetJsonLength(long revision) =>
        revision == 0 || Layout.SpliceAt == 0 ? _json.Length : _json.Length + Layout.SpliceLength(revision);

    /// <summary>Writes the object as an item of a list of its kind: without <c>kind</c> and <c>apiVersion</c>, as upstream does for built-in kinds.</summary>
    public void WriteJsonListItem(IBufferWriter<byte> output, long revision)
    {
        var body = Layout.BodyStart;
        if (body == 0)
        {
            Write(output, revision, from: 0);
            return;
        }

        output.Write("{"u8);
        Write(output, revision, body);
    }

    /// <summary>Decodes afresh; the result belongs to the caller. What is raw JSON in it are slices of the shared bytes, which like all raw JSON never change.</summary>
    /// <param name="revision">Becomes its resourceVersion; 0: none.</param>
    public IKubernetesObject Decode(long revision)
    {
        var decoded = Codec.DecodeFrozen(_json);
        if (revision != 0 && decoded is IMetadata<V1ObjectMeta> { Metadata: { } metadata }) metadata.ResourceVersion = ObjectLayout.Format(revision);
        return decoded;
    }

    /// <summary>The same object in another version of its resource.</summary>
    public ServedObject In(ResourceDefinition version)
    {
        if (version.Family is { } family) return In(version, family);
        if (ReferenceEquals(version, Resource)) return this;
        if (_otherVersion is { } known && ReferenceEquals(known.Resource, version)) return known;
        if (version.Conversion is not { } conversion || !ReferenceEquals(version.Stored, Resource))
            throw new InvalidOperationException($"{Resource} is not what {version} is stored as");
        var converted = conversion.ToServedForm((IKubernetesObject<V1ObjectMeta>)Decode(0));
        return _otherVersion = Encode(version.Codec, version, converted);
    }

    /// <summary>The cells of its Table row. Shared: must only be read.</summary>
    /// <param name="now">The instant of the request, UTC.</param>
    public TableRow GetTableRow(DateTime now)
    {
        if (_row is { } kept) return kept;
        var row = new TableRow(now);
        (Resource?.Table ?? DefaultTable.Instance).FillRow((IKubernetesObject<V1ObjectMeta>)Decode(0), row);
        return row.DependsOnNow ? row : _row = row;
    }

    private void Write(IBufferWriter<byte> output, long revision, int from)
    {
        var json = _json.Span;
        if (revision == 0 || Layout.SpliceAt == 0)
        {
            output.Write(json[from..]);
            return;
        }

        var layout = Layout;
        // One request for space and three copies: this is the read path's innermost step.
        var length = json.Length - from;
        var span = output.GetSpan(length + ObjectLayout.MaxSplice);
        json[from..layout.SpliceAt].CopyTo(span);
        var at = layout.SpliceAt - from;
        at += layout.WriteSplice(span[at..], revision);
        json[layout.SpliceAt..].CopyTo(span[at..]);
        output.Advance(at + json.Length - layout.SpliceAt);
    }
}
