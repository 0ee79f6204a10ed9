using Kube.Api.Cel.Types;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The type of <c>variables</c>: a field for each variable that stands before the expression.</summary>
internal sealed class VariablesType() : CelObjectType("kubernetes.variables")
{
    private readonly Dictionary<string, CelField> _fields = new(StringComparer.Ordinal);

    public override CelField? FindField(string name) => _fields.GetValueOrDefault(name);

    /// <summary>Adds a variable, or gives one another type, while a policy is being compiled.</summary>
    public void Add(string name, CelType type) => _fields[name] = new CelField(name, name, () => type);
}
