using System.Buffers;
#pragma warning disable CS1591 // Holds the names other rooms build on until the generated model lands; the generator's change removes this file.
namespace Kube.Api.Models;

public interface IKubernetesObject { string? ApiVersion { get; set; } string? Kind { get; set; } }
public interface IMetadata<T> { T Metadata { get; set; } }
public interface IKubernetesObject<TMetadata> : IKubernetesObject, IMetadata<TMetadata>;
public sealed class DecodeReport;
public abstract class ObjectCodec
{
    public abstract GroupVersionKind Kind { get; }
    public abstract IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report);
    public abstract void Encode(IKubernetesObject value, IBufferWriter<byte> output);
}
public sealed class V1OwnerReference { public string ApiVersion { get; set; } = ""; public bool? BlockOwnerDeletion { get; set; } public bool? Controller { get; set; } public string Kind { get; set; } = ""; public string Name { get; set; } = ""; public string Uid { get; set; } = ""; }
public sealed class V1ObjectMeta
{
    public string? Name { get; set; }
    public string? GenerateName { get; set; }
    public string? Namespace { get; set; }
    public string? SelfLink { get; set; }
    public string? Uid { get; set; }
    public string? ResourceVersion { get; set; }
    public long? Generation { get; set; }
    public DateTime? CreationTimestamp { get; set; }
    public DateTime? DeletionTimestamp { get; set; }
    public long? DeletionGracePeriodSeconds { get; set; }
    public Dictionary<string, string>? Labels { get; set; }
    public Dictionary<string, string>? Annotations { get; set; }
    public List<V1OwnerReference>? OwnerReferences { get; set; }
    public List<string>? Finalizers { get; set; }
    public List<V1ManagedFieldsEntry>? ManagedFields { get; set; }
}
public sealed class V1Preconditions { public string? Uid { get; set; } public string? ResourceVersion { get; set; } }
public sealed class V1DeleteOptions : IKubernetesObject
{
    public string? ApiVersion { get; set; }
    public string? Kind { get; set; }
    public List<string>? DryRun { get; set; }
    public long? GracePeriodSeconds { get; set; }
    public bool? OrphanDependents { get; set; }
    public V1Preconditions? Preconditions { get; set; }
    public string? PropagationPolicy { get; set; }
}
public sealed class V1StatusCause { public string? Field { get; set; } public string? Message { get; set; } public string? Reason { get; set; } }
public sealed class V1StatusDetails
{
    public List<V1StatusCause>? Causes { get; set; }
    public string? Group { get; set; }
    public string? Kind { get; set; }
    public string? Name { get; set; }
    public int? RetryAfterSeconds { get; set; }
    public string? Uid { get; set; }
}
public sealed class V1ListMeta { public string? Continue { get; set; } public long? RemainingItemCount { get; set; } public string? ResourceVersion { get; set; } }
public sealed class V1Status : IKubernetesObject
{
    public string? ApiVersion { get; set; }
    public string? Kind { get; set; }
    public V1ListMeta Metadata { get; set; } = new();
    public int? Code { get; set; }
    public V1StatusDetails? Details { get; set; }
    public string? Message { get; set; }
    public string? Reason { get; set; }
    public string? Status { get; set; }
}
public static class KubernetesTypes { public static ObjectCodec? Find(GroupVersionKind kind) => null; }
public sealed class V1ManagedFieldsEntry { public string? Manager { get; set; } public DateTime? Time { get; set; } }
