using System.Buffers;
using System.Globalization;
using Kube.Api.AspNetCore.Metrics;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Audit;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Protobuf;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>Answers with lists. JSON is streamed: a list walks its snapshot into the response, so memory does not grow with it, and the client's pace is the walk's.</summary>
internal sealed class ListResponder(TimeProvider time)
{
    public ValueTask WriteAsync(HttpContext http, ListResult list, in ObjectForm form, CancellationToken cancellationToken)
    {
        if (AuditEvent.Current is { WantsResponse: true } record) Note(record, list);
        var shape = ShapeOf(form);
        if (shape is TableListShape && TableWriter.TableOf(list.Resource).RowOrder is { } order) list = Sort(list, order);
        if (form.Output.Encoding == WireEncoding.Json && !form.Pretty && !form.Output.Pretty)
        {
            return StreamAsync(http, list, shape, cancellationToken);
        }

        if (form.Output is { Encoding: WireEncoding.Protobuf, Transform: OutputTransform.None } && list.Resource.Codec.HasProtobuf) WriteProtobuf(http, list, form);
        else WriteWhole(http, list, shape, form);
        return ValueTask.CompletedTask;
    }

    private static void Note(AuditEvent record, ListResult list)
    {
        using var json = new PooledBuffer(64 << 10);
        ObjectListShape.Instance.WriteAll(list, json);
        record.SetResponse(json.WrittenMemory.ToArray());
    }

    /// <summary>A list of messages that its items keep, so that only the first reader of a revision pays for it.</summary>
    private static void WriteProtobuf(HttpContext http, ListResult list, in ObjectForm form)
    {
        var metadata = new V1ListMeta
        {
            ResourceVersion = list.Revision.ToString(CultureInfo.InvariantCulture),
            Continue = list.Continue.Length == 0 ? null : list.Continue,
            RemainingItemCount = list.RemainingItemCount,
        };
        var kind = list.Resource.Kind;
        using var body = new PooledBuffer(64 << 10);
        ProtobufList.Write(kind with { Kind = kind.Kind + "List" }, metadata, [.. list.Items.Select(item => item.Object.GetProtobuf(item.Revision))], body);
        Answers.Bytes(http, StatusCodes.Status200OK, body.WrittenSpan, form.Output.ContentType);
    }

    private static ListResult Sort(ListResult list, IComparer<IKubernetesObject<V1ObjectMeta>> order) => new()
    {
        Resource = list.Resource,
        Revision = list.Revision,
        Continue = list.Continue,
        RemainingItemCount = list.RemainingItemCount,
        Items = [.. list.Items.OrderBy(static item => (IKubernetesObject<V1ObjectMeta>)item.Object.Decode(0), order)],
    };

    private ListShape ShapeOf(in ObjectForm form) => form.Output.Transform switch
    {
        OutputTransform.Table => new TableListShape(form.Output.MetaVersion, form.Content, time.GetUtcNow().UtcDateTime),
        OutputTransform.PartialObjectList => new MetadataListShape(form.Output.MetaVersion),
        _ => ObjectListShape.Instance,
    };

    private static async ValueTask StreamAsync(HttpContext http, ListResult list, ListShape shape, CancellationToken cancellationToken)
    {
        using var items = list.Items.GetEnumerator();
        // How large a list is shows on the way. A small one goes out whole and with its length; only a large one is streamed, or worth compressing.
        using var beginning = new PooledBuffer(16 << 10);
        var hasItems = items.MoveNext();
        shape.Start(list, hasItems, beginning);
        var more = hasItems;
        while (more && beginning.Length < GzipEncoder.Threshold) more = WriteItem(items, shape, beginning);
        if (!more)
        {
            shape.End(hasItems, beginning);
            beginning.Write("\n"u8);
            Answers.Bytes(http, StatusCodes.Status200OK, beginning.WrittenSpan, MediaTypes.Json);
            return;
        }

        if (ReferenceEquals(shape, ObjectListShape.Instance) && GzipEncoder.IsAccepted(http.Request.Headers.AcceptEncoding))
        {
            await GzipListStream.WriteAsync(http, list, shape, cancellationToken);
            return;
        }

        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = MediaTypes.Json;
        var output = new LargeOutput(http.Response.BodyWriter);
        output.Write(beginning.WrittenSpan);
        while (more)
        {
            more = WriteItem(items, shape, output);
            if (output.ShouldFlush && !await output.FlushAsync(cancellationToken)) return;
        }

        shape.End(hasItems: true, output);
        output.Write("\n"u8);
        output.HandOver();
        StreamedBytes.Set(http, output.Total);
    }

    private static bool WriteItem(IEnumerator<ObjectRevision> items, ListShape shape, IBufferWriter<byte> output)
    {
        shape.Item(items.Current, output);
        var more = items.MoveNext();
        if (more) output.Write(","u8);
        return more;
    }

    // Forms for people are made whole, and so is protobuf, whose envelope starts with its length.
    private static void WriteWhole(HttpContext http, ListResult list, ListShape shape, in ObjectForm form)
    {
        using var json = new PooledBuffer(64 << 10);
        shape.WriteAll(list, json);
        Answers.Whole(http, StatusCodes.Status200OK, json.WrittenMemory, null, form.Output, form.Pretty);
    }
}
