using System.Buffers;

namespace Kube.Api.Models;

/// <summary>Turns objects of one class into bytes and back.</summary>
/// <typeparam name="T">The class.</typeparam>
public abstract class ObjectCodec<T> : ObjectCodec where T : class, IKubernetesObject
{
    /// <inheritdoc/>
    public sealed override Type ClrType => typeof(T);

    /// <summary>Reads JSON; see <see cref="ObjectCodec.Decode"/>.</summary>
    /// <param name="json">One JSON value.</param>
    /// <param name="report">Gets unknown and duplicate fields; null: they are not looked for.</param>
    /// <exception cref="ModelFormatException">No JSON, or values of the wrong types.</exception>
    public abstract T Read(ReadOnlySpan<byte> json, DecodeReport? report = null);

    /// <summary>Writes compact JSON.</summary>
    /// <param name="value">The object.</param>
    /// <param name="output">Gets the bytes.</param>
    public abstract void Write(T value, IBufferWriter<byte> output);

    /// <inheritdoc/>
    public sealed override IKubernetesObject Decode(ReadOnlyMemory<byte> json, DecodeReport? report) => Read(json.Span, report);

    /// <inheritdoc/>
    public sealed override void Encode(IKubernetesObject value, IBufferWriter<byte> output) => Write((T)value, output);
}
