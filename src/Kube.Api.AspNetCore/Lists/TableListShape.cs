using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>A Table with a row for each object.</summary>
internal sealed class TableListShape(string metaVersion, TableContent content, DateTime now) : ListShape
{
    public override void Start(ListResult list, bool hasItems, IBufferWriter<byte> output)
    {
        using var metadata = new PooledBuffer(256);
        JsonBytes.WriteListMetadata(metadata, list.Revision, list.Continue, list.RemainingItemCount);
        TableWriter.WriteStart(output, metaVersion, metadata.WrittenSpan, TableWriter.TableOf(list.Resource));
        output.Write(hasItems ? "["u8 : TableWriter.NoRows(list.Resource));
    }

    public override void Item(in ObjectRevision item, IBufferWriter<byte> output) =>
        TableWriter.WriteRow(output, item.Object, item.Revision, metaVersion, content, now);

    public override void End(bool hasItems, IBufferWriter<byte> output) => output.Write(hasItems ? "]}"u8 : "}"u8);
}
