using System.Buffers;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Protobuf;
using Kube.Api.Watch;

namespace Kube.Api.AspNetCore.Watches;

/// <summary>Watch frames as protobuf: a length of four bytes, most significant first, then a WatchEvent without envelope around an object with one.</summary>
/// <param name="metaVersion">For metadata alone, the version of meta.k8s.io; null for whole objects.</param>
internal sealed class ProtobufEventEncoder(string? metaVersion) : IWatchEventEncoder
{
    private static readonly ProtobufEventEncoder Objects = new(null);
    private static readonly ProtobufEventEncoder MetadataV1 = new("v1");
    private static readonly ProtobufEventEncoder MetadataV1Beta1 = new("v1beta1");

    public static ProtobufEventEncoder Of(OutputForm form) => form.Transform == OutputTransform.None ? Objects : form.MetaVersion == "v1" ? MetadataV1 : MetadataV1Beta1;

    public void Encode(WatchEvent watchEvent, IBufferWriter<byte> output)
    {
        using var json = new PooledBuffer(watchEvent.Object.Length + 64);
        using var obj = new PooledBuffer(watchEvent.Object.Length + 64);
        var isWhole = metaVersion is null || watchEvent.Type == WatchEventType.Error;
        if (isWhole) watchEvent.Object.WriteJson(json, watchEvent.Revision);
        else MetadataSlice.Write(watchEvent.Object, watchEvent.Revision, metaVersion!, json);
        WireForms.Convert(json.WrittenMemory, isWhole ? watchEvent.Object.Codec : null, WireEncoding.Protobuf, pretty: false, obj);

        ProtobufWatch.WriteEvent(EventFrame.Name(watchEvent.Type), obj.WrittenSpan, output);
    }
}
