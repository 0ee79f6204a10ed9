using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>What could not be computed, and why in upstream's words.</summary>
internal sealed class CelError(string message) : CelValue
{
    public static readonly CelError NoOverload = new("no such overload");
    public static readonly CelError DivisionByZero = new("division by zero");
    public static readonly CelError ModulusByZero = new("modulus by zero");
    public static readonly CelError IntOverflow = new("integer overflow");
    public static readonly CelError UintOverflow = new("unsigned integer overflow");

    public string Message { get; } = message;

    public override CelType Type => CelType.Dyn;

    public static CelError NoSuchKey(string key) => new("no such key: " + key);

    public static CelError Conversion(CelValue from, CelType to) => new($"type conversion error from '{from.Type.Name}' to '{to.Name}'");

    public override bool EqualTo(CelValue other) => ReferenceEquals(this, other);

    public override CelValue Select(string field) => this;

    public override CelValue Has(string field) => this;
}
