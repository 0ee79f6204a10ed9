using System.Buffers;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>Answers with lists. JSON is streamed: a list walks its snapshot into the response, so memory does not grow with it, and the client's pace is the walk's.</summary>
internal sealed class ListResponder(TimeProvider time)
{
    public ValueTask WriteAsync(HttpContext http, ListResult list, in ObjectForm form, CancellationToken cancellationToken)
    {
        var shape = ShapeOf(form);
        if (form.Output.Encoding == WireEncoding.Json && !form.Pretty && !form.Output.Pretty)
        {
            return StreamAsync(http, list, shape, cancellationToken);
        }

        WriteWhole(http, list, shape, form);
        return ValueTask.CompletedTask;
    }

    private ListShape ShapeOf(in ObjectForm form) => form.Output.Transform switch
    {
        OutputTransform.Table => new TableListShape(form.Output.MetaVersion, form.Content, time.GetUtcNow().UtcDateTime),
        OutputTransform.PartialObjectList => new MetadataListShape(form.Output.MetaVersion),
        _ => ObjectListShape.Instance,
    };

    private static async ValueTask StreamAsync(HttpContext http, ListResult list, ListShape shape, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = MediaTypes.Json;
        var output = new LargeOutput(http.Response.BodyWriter);
        using var items = list.Items.GetEnumerator();
        var hasItems = items.MoveNext();
        shape.Start(list, hasItems, output);
        for (var more = hasItems; more;)
        {
            shape.Item(items.Current, output);
            more = items.MoveNext();
            if (more) output.Write(","u8);
            if (output.ShouldFlush && !await output.FlushAsync(cancellationToken)) return;
        }

        shape.End(hasItems, output);
        output.Write("\n"u8);
        output.HandOver();
    }

    // Forms for people are made whole.
    private static void WriteWhole(HttpContext http, ListResult list, ListShape shape, in ObjectForm form)
    {
        using var json = new PooledBuffer(64 << 10);
        shape.WriteAll(list, json);
        Answers.Whole(http, StatusCodes.Status200OK, json.WrittenSpan, null, form.Output, form.Pretty);
    }
}
