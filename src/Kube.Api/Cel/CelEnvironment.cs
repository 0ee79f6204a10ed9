using Kube.Api.Cel.Checking;
using Kube.Api.Cel.Evaluation;
using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;

namespace Kube.Api.Cel;

/// <summary>What expressions can use: variables, functions and types. Immutable; <c>With…</c> makes another.</summary>
internal sealed class CelEnvironment
{
    private readonly List<KeyValuePair<string, CelType>> _variables = [];
    private readonly Dictionary<string, CelObjectType> _types = new(StringComparer.Ordinal);
    private bool _hasBindings;

    public CelEnvironment(CelFunctions functions) => Functions = functions;

    private CelEnvironment(CelEnvironment other, CelFunctions functions)
    {
        (Functions, _hasBindings) = (functions, other._hasBindings);
        _variables.AddRange(other._variables);
        foreach (var (name, type) in other._types) _types[name] = type;
    }

    /// <summary>Everything that Kubernetes gives to expressions (https://kubernetes.io/docs/reference/using-api/cel/), and no variable.</summary>
    public static CelEnvironment Kubernetes { get; } = new(KubernetesFunctions.Create());

    public CelFunctions Functions { get; }

    /// <summary>Names and types, in the order in which a program takes their values.</summary>
    public IReadOnlyList<KeyValuePair<string, CelType>> Variables => _variables;

    public CelEnvironment WithVariable(string name, CelType type)
    {
        var copy = new CelEnvironment(this, Functions);
        copy._variables.RemoveAll(variable => variable.Key == name);
        copy._variables.Add(KeyValuePair.Create(name, type));
        return copy;
    }

    public CelEnvironment WithType(CelObjectType type)
    {
        var copy = new CelEnvironment(this, Functions);
        copy._types[type.Name] = type;
        return copy;
    }

    /// <summary>With <c>cel.bind</c>, as the expressions have that choose devices; those of definitions and policies do without.</summary>
    public CelEnvironment WithBindings() => new(this, Functions) { _hasBindings = true };

    public CelEnvironment WithFunctions(Action<CelFunctions> add)
    {
        var functions = Functions.Copy();
        add(functions);
        return new CelEnvironment(this, functions);
    }

    /// <summary>The type that <c>name{…}</c> makes; null when there is none. A name below a known one asks that one's fields: <c>Object.spec</c>.</summary>
    public CelObjectType? FindType(string name)
    {
        if (_types.TryGetValue(name, out var type)) return type;
        return name.LastIndexOf('.') is var dot and > 0 ? FindType(name[..dot])?.FindNested(name[(dot + 1)..]) : null;
    }

    /// <summary>The place of a variable; negative when there is none of that name.</summary>
    public int IndexOf(string name) => _variables.FindIndex(variable => variable.Key == name);

    /// <summary>Compiles an expression.</summary>
    /// <exception cref="CelCompileException">It does not parse, or its types do not fit.</exception>
    public CelProgram Compile(string text)
    {
        var source = new CelSource(text);
        var expression = CelParser.Parse(source, _hasBindings);
        var type = CelChecker.Check(source, expression, this);
        return new CelProgram(expression, type, this, new CelPlanner(this));
    }
}
