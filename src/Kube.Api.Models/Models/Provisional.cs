using System.Buffers;
#pragma warning disable CS1591 // Holds the names other rooms build on until the generated codecs land; their change removes this file.
namespace Kube.Api.Models;

public sealed class DecodeReport;
public abstract class ObjectCodec
{
    public abstract GroupVersionKind Kind { get; }
    public abstract IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report);
    public abstract void Encode(IKubernetesObject value, IBufferWriter<byte> output);
}
public static class KubernetesTypes { public static ObjectCodec? Find(GroupVersionKind kind) => null; }
