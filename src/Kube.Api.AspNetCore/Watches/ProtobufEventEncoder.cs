using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.AspNetCore.Responses;
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

        // WatchEvent { 1: type, 2: RawExtension { 1: object } }
        var type = Encoding.ASCII.GetBytes(EventFrame.Name(watchEvent.Type));
        var extension = 1 + SizeOf(obj.Length) + obj.Length;
        var length = 1 + SizeOf(type.Length) + type.Length + 1 + SizeOf(extension) + extension;
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(4), length);
        output.Advance(4);
        WriteTag(output, 0x0A, type.Length);
        output.Write(type);
        WriteTag(output, 0x12, extension);
        WriteTag(output, 0x0A, obj.Length);
        output.Write(obj.WrittenSpan);
    }

    private static int SizeOf(int value)
    {
        var size = 1;
        for (var rest = (uint)value; rest >= 0x80; rest >>= 7) size++;
        return size;
    }

    private static void WriteTag(IBufferWriter<byte> output, byte tag, int length)
    {
        var span = output.GetSpan(6);
        span[0] = tag;
        var at = 1;
        var rest = (uint)length;
        for (; rest >= 0x80; rest >>= 7) span[at++] = (byte)(rest | 0x80);
        span[at++] = (byte)rest;
        output.Advance(at);
    }
}
