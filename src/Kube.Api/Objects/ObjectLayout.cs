using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Kube.Api.Objects;

/// <summary>Where in an object's JSON its own members start and where its resourceVersion belongs: after <c>uid</c>, in Go's order of fields.</summary>
internal sealed class ObjectLayout
{
    /// <summary>Room for <c>,"resourceVersion":"9223372036854775807",</c>.</summary>
    public const int MaxSplice = 48;

    private readonly bool _commaBefore;
    private readonly bool _commaAfter;

    private ObjectLayout(int bodyStart, int spliceAt, bool commaBefore, bool commaAfter)
    {
        BodyStart = bodyStart;
        SpliceAt = spliceAt;
        _commaBefore = commaBefore;
        _commaAfter = commaAfter;
    }

    /// <summary>Offset of the first member after <c>kind</c> and <c>apiVersion</c>; 0 when the object does not start with them.</summary>
    public int BodyStart { get; }

    /// <summary>Offset at which resourceVersion is written; 0 when the object has no metadata.</summary>
    public int SpliceAt { get; }

    public static string Format(long revision) => revision.ToString(CultureInfo.InvariantCulture);

    public static ObjectLayout Find(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        // What Go writes of maps, as custom resources are, is in the order of names: it is known by what comes first, and its items say what they are.
        var sorted = json.StartsWith("{\"apiVersion\":"u8);
        var body = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (body == 0 && !sorted && !reader.ValueTextEquals("kind"u8) && !reader.ValueTextEquals("apiVersion"u8)) body = (int)reader.TokenStartIndex;
            if (!reader.ValueTextEquals("metadata"u8))
            {
                reader.Read();
                reader.Skip();
                continue;
            }

            reader.Read();
            return reader.TokenType == JsonTokenType.StartObject ? InMetadata(ref reader, body, sorted) : new(body, 0, false, false);
        }

        return new(body, 0, false, false);
    }

    public int SpliceLength(long revision)
    {
        var digits = 1;
        for (var rest = revision; rest >= 10; rest /= 10) digits++;
        return 20 + digits + (_commaBefore ? 1 : 0) + (_commaAfter ? 1 : 0);
    }

    public int WriteSplice(Span<byte> output, long revision)
    {
        var at = 0;
        if (_commaBefore) output[at++] = (byte)',';
        "\"resourceVersion\":\""u8.CopyTo(output[at..]);
        at += 19;
        Utf8Formatter.TryFormat(revision, output[at..], out var digits);
        at += digits;
        output[at++] = (byte)'"';
        if (_commaAfter) output[at++] = (byte)',';
        return at;
    }

    private static ObjectLayout InMetadata(ref Utf8JsonReader reader, int body, bool sorted)
    {
        var at = (int)reader.BytesConsumed;
        var first = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (sorted ? !SortsBefore(ref reader) : !ComesBefore(ref reader)) return new(body, at, commaBefore: !first, commaAfter: first);
            reader.Read();
            reader.Skip();
            at = (int)reader.BytesConsumed;
            first = false;
        }

        return new(body, at, commaBefore: !first, commaAfter: false);
    }

    private static bool SortsBefore(ref Utf8JsonReader reader) => reader.ValueSpan.SequenceCompareTo("resourceVersion"u8) < 0;

    private static bool ComesBefore(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("generateName"u8) || reader.ValueTextEquals("namespace"u8)
        || reader.ValueTextEquals("selfLink"u8) || reader.ValueTextEquals("uid"u8);
}
