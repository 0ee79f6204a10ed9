using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A type as a value: what <c>type(x)</c> gives.</summary>
internal sealed class CelTypeValue(CelType type) : CelValue
{
    private static readonly CelType s_type = CelType.TypeOf(CelType.Dyn);

    public CelType Named { get; } = type;

    public override CelType Type => s_type;

    public override bool EqualTo(CelValue other) => other is CelTypeValue that && Named.Name == that.Named.Name;
}
