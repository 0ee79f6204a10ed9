using Kube.Api.Cel.Types;

namespace Kube.Api.Cel.Values;

/// <summary>A value at run time. Immutable. An error is a value too: it travels until an operator that can do without it takes it.</summary>
internal abstract class CelValue
{
    /// <summary>The type at run time; lists and maps are of <c>dyn</c>.</summary>
    public abstract CelType Type { get; }

    /// <summary>How much work it is to go through the value: its runes, bytes, items or entries; 1 for a scalar.</summary>
    public virtual long Size => 1;

    /// <summary>Whether two values are equal: numbers by value whatever their types, lists and maps by what is in them.</summary>
    public abstract bool EqualTo(CelValue other);

    /// <summary>The order of two values; null when they have none.</summary>
    public virtual int? CompareTo(CelValue other) => null;

    /// <summary>What <c>.name</c> leads to, or the error of that.</summary>
    public virtual CelValue Select(string field) => CelError.NoOverload;

    /// <summary>Whether <c>has(.name)</c>.</summary>
    public virtual CelValue Has(string field) => CelError.NoOverload;
}
