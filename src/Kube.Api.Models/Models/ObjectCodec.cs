using System.Buffers;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>Turns objects of one kind into bytes and back. Stateless; safe to share.</summary>
/// <remarks>Objects are written as they are: <c>apiVersion</c> and <c>kind</c> only when they are set (in protobuf, where they stand apart,
/// this codec's <see cref="Kind"/> stands in). What is read belongs to the caller and, but for <see cref="DecodeFrozen"/>, shares nothing with the bytes.</remarks>
public abstract class ObjectCodec
{
    /// <summary>The kind.</summary>
    public abstract GroupVersionKind Kind { get; }

    /// <summary>The class of the objects.</summary>
    public abstract Type ClrType { get; }

    /// <summary>The shape and rules of the kind.</summary>
    public abstract TypeSchema Schema { get; }

    /// <summary>The kind has a protobuf form.</summary>
    public abstract bool HasProtobuf { get; }

    /// <summary>Reads JSON.</summary>
    /// <param name="json">One JSON value; null gives an empty object.</param>
    /// <param name="report">Gets unknown and duplicate fields; null: they are not looked for.</param>
    /// <exception cref="ModelFormatException">No JSON, or values of the wrong types.</exception>
    public abstract IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report);

    /// <summary>Reads JSON that nobody will ever change: what the object keeps as raw JSON, such as <c>fieldsV1</c>, may be slices of it instead of copies.</summary>
    /// <param name="json">One JSON value; null gives an empty object.</param>
    /// <exception cref="ModelFormatException">No JSON, or values of the wrong types.</exception>
    public virtual IKubernetesObject DecodeFrozen(ReadOnlyMemory<byte> json) => Decode(json, null);

    /// <summary>Writes compact JSON.</summary>
    /// <param name="value">An object of <see cref="ClrType"/>.</param>
    /// <param name="output">Gets the bytes.</param>
    public abstract void Encode(IKubernetesObject value, IBufferWriter<byte> output);

    /// <summary>Writes compact JSON of an object that was not stored yet: required lists that are empty, which a stored object shows as null, stay empty.</summary>
    /// <param name="value">An object of <see cref="ClrType"/>.</param>
    /// <param name="output">Gets the bytes.</param>
    public virtual void EncodeUnstored(IKubernetesObject value, IBufferWriter<byte> output) => Encode(value, output);

    /// <summary>Reads Kubernetes' protobuf: the four bytes <c>k8s\0</c> and an envelope; <c>apiVersion</c> and <c>kind</c> come from it.</summary>
    /// <param name="data">The bytes.</param>
    /// <exception cref="ModelFormatException">No such bytes.</exception>
    /// <exception cref="NotSupportedException">The kind has no protobuf form.</exception>
    public abstract IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data);

    /// <summary>Writes Kubernetes' protobuf, envelope included.</summary>
    /// <param name="value">An object of <see cref="ClrType"/>.</param>
    /// <param name="output">Gets the bytes.</param>
    /// <exception cref="NotSupportedException">The kind has no protobuf form.</exception>
    public abstract void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output);

    /// <summary>A copy that shares nothing that can change.</summary>
    /// <param name="value">An object of <see cref="ClrType"/>.</param>
    public abstract IKubernetesObject DeepClone(IKubernetesObject value);

    /// <summary>Equal in what they mean; see <see cref="IKubeModel{TSelf}.SemanticEquals"/>.</summary>
    /// <param name="left">An object of <see cref="ClrType"/>, or null.</param>
    /// <param name="right">An object of <see cref="ClrType"/>, or null.</param>
    public abstract bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right);

    /// <summary>An empty object with <c>apiVersion</c> and <c>kind</c> set.</summary>
    public abstract IKubernetesObject NewObject();

    /// <inheritdoc/>
    public override string ToString() => Kind.ToString();
}
