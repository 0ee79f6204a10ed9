using System.Buffers;
using Kube.Api.Schema;
#pragma warning disable CS1591 // Holds the names other rooms build on until the generated codecs land; their change removes this file.
namespace Kube.Api.Models;

public sealed class DecodeReport { public IReadOnlyList<string> Findings => []; }
public sealed class ModelFormatException(string message) : Exception(message);
public abstract class ObjectCodec
{
    public abstract GroupVersionKind Kind { get; }
    public abstract Type ClrType { get; }
    public abstract TypeSchema Schema { get; }
    public abstract IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report);
    public abstract IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> json);
    public abstract IKubernetesObject DeepClone(IKubernetesObject value);
    public abstract IKubernetesObject NewObject();
    public abstract void Encode(IKubernetesObject value, IBufferWriter<byte> output);
}
public static class KubernetesTypes { public static ObjectCodec? Find(GroupVersionKind kind) => null; public static ObjectCodec? Find(IKubernetesObject kind) => null; }
