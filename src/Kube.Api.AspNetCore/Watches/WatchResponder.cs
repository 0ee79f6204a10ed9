using System.Buffers;
using Kube.Api.AspNetCore.FlowControl;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Watch;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Watches;

/// <summary>Streams a watch to its client: everything there is goes out in one flush, then the watch waits for more.</summary>
/// <remarks>The pipe holds the stream back while the client reads slowly; the watch has no queue, so a slow client costs a few pieces of memory and no one's time.</remarks>
internal sealed class WatchResponder(TimeProvider time)
{
    public async ValueTask WriteAsync(HttpContext http, ObjectWatch watch, ObjectForm form, CancellationToken cancellationToken)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = form.Output.StreamContentType;
        var output = new LargeOutput(http.Response.BodyWriter, 16 << 10);
        var table = form.Output.Transform == OutputTransform.Table ? new TableEvents(form, time) : null;
        var encoder = table is null ? EncoderOf(form) : null;

        // The client learns at once that the watch stands, events or not.
        if (!await output.FlushAsync(cancellationToken)) return;
        try
        {
            while (true)
            {
                var waiting = watch.WaitToReadAsync(cancellationToken);
                // All that there was is sent: from here on it costs next to nothing.
                if (!waiting.IsCompleted) WatchSeat.Release(http);
                if (!await waiting) break;
                while (watch.TryRead(out var watchEvent))
                {
                    // An event is no list: upstream's stream of those stays empty.
                    if (form.Output.Transform == OutputTransform.PartialObjectList) continue;
                    if (encoder is not null) output.Write(watchEvent.GetBytes(encoder).Span);
                    else table!.Encode(watchEvent, output);
                    if (output.ShouldFlush && !await output.FlushAsync(cancellationToken)) return;
                }

                if (!await output.FlushAsync(cancellationToken)) return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The client went away or the server stops: the stream ends here, as a watch may at any time.
        }
    }

    private static IWatchEventEncoder EncoderOf(in ObjectForm form) => form.Output switch
    {
        { Encoding: WireEncoding.Protobuf } => ProtobufEventEncoder.Of(form.Output),
        { Transform: OutputTransform.None } => JsonEventEncoder.Objects,
        _ => JsonEventEncoder.Metadata(form.Output.MetaVersion),
    };
}
