using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Types;

/// <summary>A type with fields of known names.</summary>
internal abstract class CelObjectType(string name) : CelType(CelTypeKind.Object, name)
{
    /// <summary>The field of that name; null when there is none.</summary>
    public abstract CelField? FindField(string name);

    /// <summary>The type named by this one's name, a dot and another name.</summary>
    public virtual CelObjectType? FindNested(string name) => FindField(name)?.Type as CelObjectType;

    /// <summary>Makes a value of fields given in an expression; null when values of this type cannot be made.</summary>
    public virtual CelValue? Create(IReadOnlyList<KeyValuePair<string, CelValue>> fields) => null;
}
