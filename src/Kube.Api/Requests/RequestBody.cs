using Kube.Api.Models;

namespace Kube.Api.Requests;

/// <summary>What a client sends to be stored: bytes from a wire, or an object from the same process.</summary>
public sealed class RequestBody
{
    private RequestBody(ReadOnlyMemory<byte> bytes, BodyFormat format, IKubernetesObject? obj)
    {
        Bytes = bytes;
        Format = format;
        Object = obj;
    }

    /// <summary>The bytes; empty when <see cref="Object"/> is set.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>How <see cref="Bytes"/> are written.</summary>
    public BodyFormat Format { get; }

    /// <summary>The object, which belongs to the pipeline from here on; null when <see cref="Bytes"/> are set.</summary>
    public IKubernetesObject? Object { get; }

    /// <summary>A body from a wire. The bytes must not change until the operation has completed.</summary>
    public static RequestBody FromBytes(ReadOnlyMemory<byte> bytes, BodyFormat format) => new(bytes, format, null);

    /// <summary>A body from the same process. The pipeline changes the object and may keep parts of it: hand in a clone.</summary>
    public static RequestBody FromObject(IKubernetesObject obj) => new(default, BodyFormat.Json, obj);
}
