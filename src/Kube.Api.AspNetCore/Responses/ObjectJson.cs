using System.Buffers;
using Kube.Api.AspNetCore.Negotiation;
using Kube.Api.Objects;

namespace Kube.Api.AspNetCore.Responses;

/// <summary>Writes one object as JSON in the shape asked for: itself, its metadata alone, or a Table of one row.</summary>
internal static class ObjectJson
{
    public static void Write(IBufferWriter<byte> output, ServedObject obj, long revision, in ObjectForm form, bool withColumns, DateTime now)
    {
        switch (form.Output.Transform)
        {
            case OutputTransform.None: obj.WriteJson(output, revision); break;
            case OutputTransform.Table: TableWriter.WriteSingle(output, obj, revision, form, withColumns, now); break;
            default: MetadataSlice.Write(obj, revision, form.Output.MetaVersion, output); break;
        }
    }
}
