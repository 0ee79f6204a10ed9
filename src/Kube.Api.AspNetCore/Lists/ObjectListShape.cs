using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Objects;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Lists;

/// <summary>The list of the resource's own kind.</summary>
internal sealed class ObjectListShape : ListShape
{
    public static readonly ObjectListShape Instance = new();

    public override void Start(ListResult list, bool hasItems, IBufferWriter<byte> output)
    {
        var kind = list.Resource.Kind;
        output.Write("{\"kind\":\""u8);
        JsonBytes.WriteRaw(output, list.Resource.ListKind);
        output.Write("\",\"apiVersion\":\""u8);
        JsonBytes.WriteRaw(output, kind.ApiVersion);
        output.Write("\",\"metadata\":"u8);
        JsonBytes.WriteListMetadata(output, list.Revision, list.Continue, list.RemainingItemCount, alwaysContinues: list.Resource.IsUntyped);
        output.Write(",\"items\":["u8);
    }

    public override void Item(in ObjectRevision item, IBufferWriter<byte> output) => item.Object.WriteJsonListItem(output, item.Revision);

    public override void End(bool hasItems, IBufferWriter<byte> output) => output.Write("]}"u8);
}
