using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Watch;

namespace Kube.Api.AspNetCore.Watches;

/// <summary>One watcher's events as Tables. The first one describes the columns, and ages move: nothing of it can be shared between watchers.</summary>
internal sealed class TableEvents(ObjectForm form, TimeProvider time)
{
    private bool _columnsSent;

    public void Encode(WatchEvent watchEvent, IBufferWriter<byte> output)
    {
        output.Write(EventFrame.Start(watchEvent.Type));
        if (watchEvent.Type == WatchEventType.Error)
        {
            watchEvent.Object.WriteJson(output, watchEvent.Revision);
        }
        else
        {
            TableWriter.WriteSingle(output, watchEvent.Object, watchEvent.Revision, form, withColumns: !_columnsSent, time.GetUtcNow().UtcDateTime);
            _columnsSent = true;
        }

        output.Write(EventFrame.End);
    }
}
