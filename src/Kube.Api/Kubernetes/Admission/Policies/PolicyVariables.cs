using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The value of <c>variables</c> in one evaluation: each is computed when it is first asked for, and once.</summary>
internal sealed class PolicyVariables(CelType type, IReadOnlyDictionary<string, CelProgram> programs, Func<CelProgram, CelValue> run) : CelValue
{
    private readonly Dictionary<string, CelValue> _values = new(StringComparer.Ordinal);

    public override CelType Type => type;

    public override bool EqualTo(CelValue other) => ReferenceEquals(this, other);

    public override CelValue Has(string field) => CelBool.Of(programs.ContainsKey(field));

    public override CelValue Select(string field)
    {
        if (_values.TryGetValue(field, out var known)) return known;
        if (!programs.TryGetValue(field, out var program)) return CelError.NoSuchKey(field);
        var value = run(program);
        if (value is CelError error) value = new CelError($"composited variable \"{field}\" fails to evaluate: {error.Message}");
        return _values[field] = value;
    }
}
