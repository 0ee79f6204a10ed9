using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

internal sealed class CelBool : CelValue
{
    public static readonly CelBool True = new(true);
    public static readonly CelBool False = new(false);

    private CelBool(bool value) => Value = value;

    public bool Value { get; }

    public override CelType Type => CelType.Bool;

    public static CelBool Of(bool value) => value ? True : False;

    public override bool EqualTo(CelValue other) => ReferenceEquals(this, other);

    public override int? CompareTo(CelValue other) => other is CelBool that ? Value.CompareTo(that.Value) : null;
}
