using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>PartialObjectMetadataList.</summary>
internal sealed class MetadataListShape(string metaVersion) : ListShape
{
    public override void Start(ListResult list, bool hasItems, IBufferWriter<byte> output)
    {
        output.Write("{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":\"meta.k8s.io/"u8);
        JsonBytes.WriteRaw(output, metaVersion);
        output.Write("\",\"metadata\":"u8);
        JsonBytes.WriteListMetadata(output, list.Revision, list.Continue, list.RemainingItemCount);
        // Upstream makes this list anew and leaves it nil when there is nothing to put in.
        output.Write(hasItems ? ",\"items\":["u8 : ",\"items\":null"u8);
    }

    public override void Item(in ObjectRevision item, IBufferWriter<byte> output) => MetadataSlice.Write(item.Object, item.Revision, metaVersion, output);

    public override void End(bool hasItems, IBufferWriter<byte> output) => output.Write(hasItems ? "]}"u8 : "}"u8);
}
