using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Syntax;

/// <summary>A node of a parsed expression. The checker writes what it learns into it: its type, and for calls the overloads that fit.</summary>
internal abstract class CelExpression(int position)
{
    /// <summary>Index into the text: the operator of an operation, the parenthesis of a call, else the first character.</summary>
    public int Position { get; } = position;

    public CelType Type { get; set; } = CelType.Dyn;
}

/// <summary>A constant.</summary>
internal sealed class CelLiteral(int position, CelValue value) : CelExpression(position)
{
    public CelValue Value { get; } = value;
}

/// <summary>A name: a variable, or the name of a type.</summary>
internal sealed class CelIdentifier(int position, string name) : CelExpression(position)
{
    public string Name { get; } = name;

    /// <summary>The type that the name stands for, when it is no variable.</summary>
    public CelType? NamedType { get; set; }
}

/// <summary>A field of something: <c>a.b</c>, or with <c>has()</c> whether it is there.</summary>
internal sealed class CelSelect(int position, CelExpression operand, string field, bool isTest) : CelExpression(position)
{
    public CelExpression Operand { get; } = operand;

    public string Field { get; } = field;

    public bool IsTest { get; } = isTest;

    /// <summary>What the whole of it names when it is a qualified name and not a field: <c>net.IP</c>.</summary>
    public CelIdentifier? Qualified { get; set; }
}

/// <summary>A call, with <c>target.f(…)</c> or without; operators are calls of <c>_+_</c> and the like.</summary>
internal sealed class CelCall(int position, string function, CelExpression? target, params CelExpression[] arguments) : CelExpression(position)
{
    public string Function { get; set; } = function;

    public CelExpression? Target { get; set; } = target;

    public CelExpression[] Arguments { get; } = arguments;

    public IReadOnlyList<CelOverload> Overloads { get; set; } = [];

    public IEnumerable<CelExpression> Operands => Target is null ? Arguments : Arguments.Prepend(Target);
}

/// <summary><c>[a, ?b]</c>.</summary>
internal sealed class CelListLiteral(int position, CelExpression[] items, bool[] optional) : CelExpression(position)
{
    public CelExpression[] Items { get; } = items;

    public bool[] Optional { get; } = optional;
}

/// <summary>An entry of a map literal (a key) or of a struct literal (a field).</summary>
internal readonly record struct CelEntry(int Position, CelExpression? Key, string? Field, CelExpression Value, bool IsOptional);

/// <summary><c>{k: v, ?k: v}</c>.</summary>
internal sealed class CelMapLiteral(int position, CelEntry[] entries) : CelExpression(position)
{
    public CelEntry[] Entries { get; } = entries;
}

/// <summary><c>Type{field: v}</c>.</summary>
internal sealed class CelStructLiteral(int position, string typeName, CelEntry[] fields) : CelExpression(position)
{
    public string TypeName { get; } = typeName;

    public CelEntry[] Fields { get; } = fields;
}

/// <summary>A fold over a list or map; what the macros become.</summary>
internal sealed class CelComprehension(int position, CelFold fold) : CelExpression(position)
{
    public CelFold Fold { get; } = fold;
}

/// <summary>The parts of a fold: <paramref name="Step"/> makes the next accumulator of each item for as long as <paramref name="Condition"/> holds.</summary>
/// <param name="Variable">Holds the item of a list or the key of a map; the index or key when there is a second.</param>
/// <param name="SecondVariable">Holds the item or the value, where the macro has two.</param>
/// <param name="Range">What is walked.</param>
/// <param name="Accumulator">The name of the accumulator.</param>
/// <param name="Start">Its first value.</param>
/// <param name="Condition">Whether to go on.</param>
/// <param name="Step">Its next value.</param>
/// <param name="Result">What comes out.</param>
internal sealed record CelFold(
    string Variable, string? SecondVariable, CelExpression Range, string Accumulator, CelExpression Start,
    CelExpression Condition, CelExpression Step, CelExpression Result);
