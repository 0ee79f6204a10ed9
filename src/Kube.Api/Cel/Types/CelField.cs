namespace Kube.Api.Cel.Types;

/// <summary>A field of an object type: its name in expressions, its name in the object, its type.</summary>
internal sealed class CelField(string name, string property, Func<CelType> type)
{
    private CelType? _type;

    public string Name { get; } = name;

    public string Property { get; } = property;

    // Made when asked for: schemas may contain themselves.
    public CelType Type => _type ??= type();
}
