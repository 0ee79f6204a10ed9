using System.Buffers;
using Kube.Api.AspNetCore.Responses;
using Kube.Api.Watch;

namespace Kube.Api.AspNetCore.Watches;

/// <summary>Watch frames as JSON lines: <c>{"type":"ADDED","object":{…}}</c>. Stateless, so one instance per form makes bytes for all watchers.</summary>
/// <param name="metaVersion">For metadata alone, the version of meta.k8s.io; null for whole objects.</param>
internal sealed class JsonEventEncoder(string? metaVersion) : IWatchEventEncoder
{
    public static readonly JsonEventEncoder Objects = new(null);
    private static readonly JsonEventEncoder MetadataV1 = new("v1");
    private static readonly JsonEventEncoder MetadataV1Beta1 = new("v1beta1");

    public static JsonEventEncoder Metadata(string metaVersion) => metaVersion == "v1" ? MetadataV1 : MetadataV1Beta1;

    public void Encode(WatchEvent watchEvent, IBufferWriter<byte> output)
    {
        output.Write(EventFrame.Start(watchEvent.Type));
        if (metaVersion is null || watchEvent.Type == WatchEventType.Error) watchEvent.Object.WriteJson(output, watchEvent.Revision);
        else MetadataSlice.Write(watchEvent.Object, watchEvent.Revision, metaVersion, output);
        output.Write(EventFrame.End);
    }
}
