using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kube.Api.Models;
using Kube.Api.Watch;

namespace Kube.Api.Client.Http;

/// <summary>Reads watch events out of a stream of JSON lines.</summary>
internal static class EventReader
{
    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    public static async IAsyncEnumerable<ResourceEvent<IKubernetesObject>> ReadAsync(
        Stream stream, ObjectCodec codec, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 16 << 10, leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(cancellationToken);
                var rest = read.Buffer;
                while (TryTakeLine(ref rest, out var line))
                {
                    if (!line.IsEmpty) yield return Parse(line.ToArray(), codec);
                }

                input.AdvanceTo(rest.Start, rest.End);
                if (read.IsCompleted) yield break;
            }
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    private static bool TryTakeLine(ref ReadOnlySequence<byte> rest, out ReadOnlySequence<byte> line)
    {
        if (rest.PositionOf((byte)'\n') is not { } end)
        {
            line = default;
            return false;
        }

        line = rest.Slice(0, end);
        rest = rest.Slice(rest.GetPosition(1, end));
        return true;
    }

    private static ResourceEvent<IKubernetesObject> Parse(byte[] line, ObjectCodec codec)
    {
        string? type = null;
        ReadOnlyMemory<byte> body = default;
        var reader = new Utf8JsonReader(line);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (isType) type = reader.GetString();
            reader.Skip();
            if (!isType) body = line.AsMemory(start..(int)reader.BytesConsumed);
        }

        if (type == "ERROR") throw StatusExceptions.From(500, body.ToArray());
        var obj = codec.Decode(body, null);
        var (revision, isEnd) = obj is DynamicObject dynamic ? Read(dynamic) : Read((obj as IMetadata<V1ObjectMeta>)?.Metadata);
        return new(TypeOf(type), obj, revision, type == "BOOKMARK" && isEnd);
    }

    private static (string Revision, bool IsEnd) Read(DynamicObject obj) =>
        (obj.ResourceVersion, obj.Tree.GetObject("metadata"u8)?.GetObject("annotations"u8)?.GetString("k8s.io/initial-events-end"u8) is not null);

    private static (string Revision, bool IsEnd) Read(V1ObjectMeta? metadata) =>
        (metadata?.ResourceVersion ?? "", metadata?.Annotations?.ContainsKey(InitialEventsEnd) == true);

    private static WatchEventType TypeOf(string? type) => type switch
    {
        "ADDED" => WatchEventType.Added,
        "MODIFIED" => WatchEventType.Modified,
        "DELETED" => WatchEventType.Deleted,
        "BOOKMARK" => WatchEventType.Bookmark,
        _ => throw new ModelFormatException($"unknown watch event \"{type}\""),
    };
}
