using System.Buffers;
using Kube.Api.Json;
using Kube.Api.Protobuf;
using Kube.Api.Schema;

namespace Kube.Api.Models;

/// <summary>The codec of a generated class.</summary>
internal sealed class ModelCodec<T>(GroupVersionKind kind, string fullName, bool hasProtobuf, bool namesItself = true) : ObjectCodec<T>
    where T : class, IKubernetesObject, IKubeModel<T>, IModel, new()
{
    public override GroupVersionKind Kind => kind;

    public override TypeSchema Schema => T.Schema;

    public override bool HasProtobuf => hasProtobuf;

    public override T Read(ReadOnlySpan<byte> json, DecodeReport? report = null)
    {
        var value = new T();
        var reader = new ModelJsonReader(json, fullName, report);
        if (!reader.Null()) value.ReadJson(ref reader);
        reader.End();
        return value;
    }

    public override IKubernetesObject DecodeFrozen(ReadOnlyMemory<byte> json)
    {
        var value = new T();
        var reader = new ModelJsonReader(json, fullName);
        if (!reader.Null()) value.ReadJson(ref reader);
        reader.End();
        return value;
    }

    public override void Write(T value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        var writer = new ModelJsonWriter(output);
        value.WriteJson(ref writer);
        writer.Finish();
    }

    public override void EncodeUnstored(IKubernetesObject value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        var writer = new ModelJsonWriter(output, keepsEmptyLists: true);
        ((T)value).WriteJson(ref writer);
        writer.Finish();
    }

    public override IKubernetesObject DecodeProtobuf(ReadOnlyMemory<byte> data)
    {
        EnsureProtobuf();
        var raw = ProtobufEnvelope.Open(data.Span, out var apiVersion, out var kindName, out _);
        var value = new T();
        var reader = new ProtobufReader(raw);
        value.ReadProtobuf(ref reader);
        value.ApiVersion = apiVersion.Length > 0 ? apiVersion : null;
        value.Kind = kindName.Length > 0 ? kindName : null;
        return value;
    }

    public override void EncodeProtobuf(IKubernetesObject value, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(value);
        EnsureProtobuf();
        ProtobufEnvelope.Write((T)value, value.ApiVersion ?? (namesItself ? kind.ApiVersion : ""), value.Kind ?? (namesItself ? kind.Kind : ""), output);
    }

    public override IKubernetesObject DeepClone(IKubernetesObject value) => ((T)value).DeepClone();

    public override bool SemanticEquals(IKubernetesObject? left, IKubernetesObject? right) =>
        left is T some ? some.SemanticEquals((T?)right) : right is null;

    public override IKubernetesObject NewObject() => new T { ApiVersion = kind.ApiVersion, Kind = kind.Kind };

    private void EnsureProtobuf()
    {
        if (!hasProtobuf) throw new NotSupportedException($"object {kind} does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message");
    }
}
