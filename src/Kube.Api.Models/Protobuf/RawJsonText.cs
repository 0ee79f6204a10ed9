using Kube.Api.Json;
using Kube.Api.Models;

namespace Kube.Api.Protobuf;

/// <summary>Raw JSON that came inside a protobuf message.</summary>
internal static class RawJsonText
{
    /// <summary>Checks and keeps it as it is. Another server's protobuf object in it (an envelope) is kept too: only JSON readers need JSON.</summary>
    public static RawJson Read(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(ProtobufEnvelope.Magic))
        {
            var reader = new ModelJsonReader(text, "", null);
            reader.Skip();
            reader.End();
        }
        return new RawJson(text.ToArray());
    }
}
