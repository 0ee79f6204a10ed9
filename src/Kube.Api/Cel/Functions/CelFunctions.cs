using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Functions;

/// <summary>Functions by name. A library adds its own; made once, then only read.</summary>
internal sealed class CelFunctions
{
    private readonly Dictionary<string, List<CelOverload>> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CelType> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _namespaces = new(StringComparer.Ordinal);

    /// <summary>The names of all functions.</summary>
    public IEnumerable<string> Names => _functions.Keys;

    /// <summary>The overloads of a function; empty when there is none of that name.</summary>
    public IReadOnlyList<CelOverload> Find(string name) => _functions.TryGetValue(name, out var overloads) ? overloads : [];

    /// <summary>The type of that name, for <c>type(x) == name</c>.</summary>
    public CelType? FindType(string name) => _types.GetValueOrDefault(name);

    /// <summary>Whether the name is the first part of a function's dotted name, as <c>sets</c> of <c>sets.contains</c>.</summary>
    public bool IsNamespace(string name) => _namespaces.Contains(name);

    public CelFunctions AddType(string name, CelType type)
    {
        _types[name] = type;
        return this;
    }

    /// <summary>Adds <c>name(a, b)</c>.</summary>
    public CelFunctions Add(string name, CelType[] parameters, CelType result, Func<CelValue[], CelValue> body, CelCost? cost = null)
    {
        if (name.LastIndexOf('.') is var dot and > 0) _namespaces.Add(name[..dot]);
        return Add(name, new CelOverload(isMember: false, parameters, result, body, cost));
    }

    /// <summary>Adds <c>target.name(b)</c>; the target is the first parameter.</summary>
    public CelFunctions AddMember(string name, CelType[] parameters, CelType result, Func<CelValue[], CelValue> body, CelCost? cost = null) =>
        Add(name, new CelOverload(isMember: true, parameters, result, body, cost));

    /// <summary>A copy that more can be added to.</summary>
    public CelFunctions Copy()
    {
        var copy = new CelFunctions();
        foreach (var (name, overloads) in _functions) copy._functions[name] = [.. overloads];
        foreach (var (name, type) in _types) copy._types[name] = type;
        copy._namespaces.UnionWith(_namespaces);
        return copy;
    }

    private CelFunctions Add(string name, CelOverload overload)
    {
        if (!_functions.TryGetValue(name, out var overloads)) _functions[name] = overloads = [];
        overloads.Add(overload);
        return this;
    }
}
