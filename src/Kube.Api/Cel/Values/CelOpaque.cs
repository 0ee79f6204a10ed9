using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A value of a library's own type.</summary>
internal sealed class CelOpaque<T>(CelType type, T value, long size = 1) : CelValue
    where T : notnull
{
    public T Value { get; } = value;

    public override CelType Type { get; } = type;

    public override long Size { get; } = size;

    public override bool EqualTo(CelValue other) => other is CelOpaque<T> that && Value.Equals(that.Value);

    public override int? CompareTo(CelValue other) => other is CelOpaque<T> that && Value is IComparable<T> comparable ? comparable.CompareTo(that.Value) : null;
}
