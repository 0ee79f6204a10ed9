using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Compiles the expressions of one policy, its variables first, in their order.</summary>
internal sealed class PolicyCompiler
{
    private readonly VariablesType _type = new();
    private readonly Dictionary<string, CelProgram> _variables = new(StringComparer.Ordinal);
    private readonly CelEnvironment _withVariables;
    private readonly CelEnvironment _conditions;

    public PolicyCompiler(
        bool hasParameters, bool hasVariables, Func<CelEnvironment, CelEnvironment>? extend = null, CelType? kind = null, CelType? parameters = null)
    {
        _conditions = PolicyEnvironment.Create(hasParameters, kind, parameters);
        var environment = hasVariables ? _conditions.WithVariable(PolicyEnvironment.Variables, _type) : _conditions;
        _withVariables = extend?.Invoke(environment) ?? environment;
        Plain = environment;
    }

    /// <summary>The type of <c>variables</c>.</summary>
    public CelType VariablesType => _type;

    /// <summary>The compiled variables by name.</summary>
    public IReadOnlyDictionary<string, CelProgram> Variables => _variables;

    private CelEnvironment Plain { get; }

    /// <summary>Compiles a variable and makes it known to what follows; one that does not compile is known as <c>dyn</c>, so that it is complained of once.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public string? AddVariable(V1Variable variable)
    {
        var problem = TryCompile(Plain, variable.Expression, out var program);
        _type.Add(variable.Name, program?.Type ?? CelType.Dyn);
        if (program is not null) _variables[variable.Name] = program;
        return problem;
    }

    /// <summary>Compiles an expression that may use the variables.</summary>
    public string? TryCompile(string expression, out CelProgram? program) => TryCompile(Plain, expression, out program);

    /// <summary>Compiles an expression that makes a change.</summary>
    public string? TryCompileMutation(string expression, out CelProgram? program) => TryCompile(_withVariables, expression, out program);

    /// <summary>Compiles a match condition, which sees no variables.</summary>
    public string? TryCompileCondition(string expression, out CelProgram? program) => TryCompile(_conditions, expression, out program);

    public static string? TryCompile(CelEnvironment environment, string expression, out CelProgram? program)
    {
        program = null;
        try
        {
            program = environment.Compile(expression.Trim());
            return null;
        }
        catch (CelCompileException failure)
        {
            return $"compilation failed: {failure.Message}";
        }
    }

    /// <summary>What is wrong with the type that an expression gives; null when it is one of those.</summary>
    public static string? CheckType(CelProgram program, params ReadOnlySpan<CelType> allowed)
    {
        if (program.Type.IsDyn) return null;
        foreach (var type in allowed)
        {
            if (program.Type.Kind == type.Kind) return null;
        }
        var names = string.Join(' ', allowed.ToArray().Select(type => type.Name));
        return $"must evaluate to {(allowed.Length == 1 ? names : $"one of [{names}]")} but got {program.Type}";
    }
}
