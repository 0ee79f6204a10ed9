using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

internal sealed class CelBytes(byte[] value) : CelValue
{
    public ReadOnlyMemory<byte> Value { get; } = value;

    public override CelType Type => CelType.Bytes;

    public override long Size => Value.Length;

    public override bool EqualTo(CelValue other) => other is CelBytes that && Value.Span.SequenceEqual(that.Value.Span);

    public override int? CompareTo(CelValue other) => other is CelBytes that ? Value.Span.SequenceCompareTo(that.Value.Span) : null;
}
