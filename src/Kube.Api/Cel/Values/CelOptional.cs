using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A value that may not be there.</summary>
internal sealed class CelOptional : CelValue
{
    public static readonly CelOptional None = new(null);
    private static readonly CelType s_type = CelType.Optional(CelType.Dyn);

    private CelOptional(CelValue? value) => Value = value;

    public CelValue? Value { get; }

    public override CelType Type => s_type;

    public override long Size => Value?.Size ?? 1;

    public static CelOptional Of(CelValue value) => new(value);

    public override bool EqualTo(CelValue other) => other is CelOptional that
        && (Value is null ? that.Value is null : that.Value is not null && Value.EqualTo(that.Value));
}
