using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The types that mutations are made of: <c>Object{…}</c> with one type for each place in it, and <c>JSONPatch{…}</c>.</summary>
internal static class MutationTypes
{
    private static readonly PatchType s_patch = new();
    private static readonly ApplyType s_object = new("Object");

    public static CelEnvironment AddTo(CelEnvironment environment) => environment
        .WithType(s_object).WithType(s_patch)
        .WithFunctions(static functions => functions.Add("jsonpatch.escapeKey", [CelType.String], CelType.String,
            static args => CelString.Of(((CelString)args[0]).Value.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)),
            Cel.Costs.CelCost.FirstTextKept));

    public static string? CheckApply(CelProgram program) =>
        program.Type.IsDyn || program.Type.Name == s_object.Name ? null : $"must evaluate to Object but got {program.Type}";

    public static string? CheckPatch(CelProgram program)
    {
        var type = program.Type;
        if (type.IsDyn || (type.Kind == CelTypeKind.List && type.Item.Name == s_patch.Name)) return null;
        return $"must evaluate to list(JSONPatch) but got {type}";
    }

    /// <summary>A place of an apply configuration. Fields may have any name: whether the object has them is seen when the configuration is applied.</summary>
    private sealed class ApplyType(string name) : CelObjectType(name)
    {
        public override CelField? FindField(string name) => new(name, name, static () => Dyn);

        public override CelObjectType FindNested(string name) => new ApplyType($"{Name}.{name}");

        public override CelValue Create(IReadOnlyList<KeyValuePair<string, CelValue>> fields)
        {
            var entries = new CelEntries();
            foreach (var (field, value) in fields)
            {
                if (value is ApplyValue nested && nested.Type.Name != $"{Name}.{field}")
                    return new CelError($"unexpected type name \"{nested.Type.Name}\", expected \"{Name}.{field}\", which matches field name path from root Object type");
                entries.TryAdd(CelString.Of(field), value);
            }

            return new ApplyValue(this, entries);
        }
    }

    private sealed class PatchType() : CelObjectType("JSONPatch")
    {
        public override CelField? FindField(string name) => name switch
        {
            "op" or "path" or "from" => new CelField(name, name, static () => CelType.String),
            "value" => new CelField(name, name, static () => Dyn),
            _ => null,
        };

        public override CelValue Create(IReadOnlyList<KeyValuePair<string, CelValue>> fields)
        {
            var entries = new CelEntries();
            foreach (var (field, value) in fields) entries.TryAdd(CelString.Of(field), value);
            return new ApplyValue(this, entries);
        }
    }

    /// <summary>A map with the name of a type.</summary>
    private sealed class ApplyValue(CelType type, CelEntries entries) : CelMap
    {
        public override CelType Type => type;

        public override int Count => entries.Count;

        public override IEnumerable<CelValue> Keys => entries.Keys;

        public override CelValue? Find(CelValue key) => entries.Find(key);
    }
}
