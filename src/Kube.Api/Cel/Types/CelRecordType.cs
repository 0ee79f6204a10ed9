using System.Collections.Frozen;

namespace Kube.Api.Cel.Types;

/// <summary>A type with fields that are known beforehand.</summary>
internal sealed class CelRecordType(string name, params (string Name, CelType Type)[] fields) : CelObjectType(name)
{
    private readonly FrozenDictionary<string, CelField> _fields =
        fields.ToFrozenDictionary(field => field.Name, field => new CelField(field.Name, field.Name, () => field.Type));

    public override CelField? FindField(string name) => _fields.GetValueOrDefault(name);
}
