using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Syntax;

/// <summary>Turns the calls that are macros into what they stand for: <c>has</c>, folds over lists and maps, <c>cel.bind</c>, <c>optMap</c>.</summary>
/// <param name="issues">Takes what cannot be expanded.</param>
/// <param name="hasBindings">Whether there is <c>cel.bind</c>, which few of upstream's environments have.</param>
internal sealed class CelMacros(List<CelIssue> issues, bool hasBindings)
{
    private const string Result = "@result";
    private const string SortInput = "@__sortBy_input__";

    /// <summary>What a call expands to; null when it is no macro.</summary>
    public CelExpression? Expand(int position, string name, CelExpression? target, CelExpression[] arguments) => (name, target, arguments.Length) switch
    {
        ("has", null, 1) => Has(position, arguments[0]),
        ("all" or "exists" or "exists_one" or "existsOne" or "filter", not null, 2) => Fold(position, name, target, arguments),
        ("map", not null, 2 or 3) => Map(position, target, arguments),
        ("all" or "exists" or "exists_one" or "existsOne", not null, 3) => Fold(position, name, target, arguments),
        ("transformList", not null, 3 or 4) => TransformList(position, target, arguments),
        ("transformMap" or "transformMapEntry", not null, 3 or 4) => TransformMap(position, name, target, arguments),
        ("optMap" or "optFlatMap", not null, 2) => OptMap(position, name, target, arguments),
        ("sortBy", not null, 2) => SortBy(position, target, arguments),
        ("bind", CelIdentifier { Name: "cel" }, 3) when hasBindings => Bind(position, arguments),
        _ => null,
    };

    private CelExpression Has(int position, CelExpression argument)
    {
        if (argument is CelSelect { IsTest: false } select) return new CelSelect(position, select.Operand, select.Field, isTest: true);
        issues.Add(new CelIssue(argument.Position, "invalid argument to has() macro"));
        return argument;
    }

    private CelComprehension Fold(int position, string name, CelExpression range, CelExpression[] arguments)
    {
        var variable = Name(arguments[0]);
        var second = arguments.Length == 3 ? SecondName(variable, arguments[1]) : null;
        var predicate = arguments[^1];
        var result = new CelIdentifier(position, Result);
        CelFold fold = name switch
        {
            "all" => new(variable, second, range, Result, True(position), NotStrictlyFalse(position, result), Call(position, CelOperators.And, result, predicate), result),
            "exists" => new(variable, second, range, Result, False(position), NotStrictlyFalse(position, Call(position, CelOperators.Not, result)),
                Call(position, CelOperators.Or, result, predicate), result),
            "filter" => new(variable, null, range, Result, EmptyList(position), True(position),
                Call(position, CelOperators.Conditional, predicate, Append(position, arguments[0]), result), result),
            _ => new(variable, second, range, Result, new CelLiteral(position, CelInt.Of(0)), True(position),
                Call(position, CelOperators.Conditional, predicate, Call(position, CelOperators.Add, result, new CelLiteral(position, CelInt.Of(1))), result),
                Call(position, CelOperators.Equal, result, new CelLiteral(position, CelInt.Of(1)))),
        };
        return new CelComprehension(position, fold);
    }

    private CelComprehension Map(int position, CelExpression range, CelExpression[] arguments)
    {
        var result = new CelIdentifier(position, Result);
        CelExpression step = Append(position, arguments[^1]);
        if (arguments.Length == 3) step = Call(position, CelOperators.Conditional, arguments[1], step, result);
        return new CelComprehension(position, new CelFold(Name(arguments[0]), null, range, Result, EmptyList(position), True(position), step, result));
    }

    private CelComprehension TransformList(int position, CelExpression range, CelExpression[] arguments)
    {
        var result = new CelIdentifier(position, Result);
        CelExpression step = Append(position, arguments[^1]);
        if (arguments.Length == 4) step = Call(position, CelOperators.Conditional, arguments[2], step, result);
        return new CelComprehension(position, new CelFold(Name(arguments[0]), SecondName((arguments[0] as CelIdentifier)?.Name, arguments[1]), range, Result, EmptyList(position), True(position), step, result));
    }

    private CelComprehension TransformMap(int position, string name, CelExpression range, CelExpression[] arguments)
    {
        var result = new CelIdentifier(position, Result);
        CelExpression step = name == "transformMap"
            ? Call(position, CelOperators.MapInsert, result, arguments[0], arguments[^1])
            : Call(position, CelOperators.MapInsert, result, arguments[^1]);
        if (arguments.Length == 4) step = Call(position, CelOperators.Conditional, arguments[2], step, result);
        return new CelComprehension(position,
            new CelFold(Name(arguments[0]), SecondName((arguments[0] as CelIdentifier)?.Name, arguments[1]), range, Result, new CelMapLiteral(position, []), True(position), step, result));
    }

    // target.hasValue() ? optional.of(bind v = target.value() in body) : optional.none()
    private CelCall OptMap(int position, string name, CelExpression target, CelExpression[] arguments)
    {
        var bound = Let(position, Name(arguments[0]), new CelCall(position, "value", target), arguments[1]);
        return Call(position, CelOperators.Conditional, new CelCall(position, "hasValue", target),
            name == "optMap" ? new CelCall(position, "of", new CelIdentifier(position, "optional"), bound) : bound,
            new CelCall(position, "none", new CelIdentifier(position, "optional")));
    }

    private CelComprehension Bind(int position, CelExpression[] arguments) => Let(position, Name(arguments[0]), arguments[1], arguments[2]);

    // What is sorted is bound, since its keys are made of it, too.
    private CelExpression SortBy(int position, CelExpression target, CelExpression[] arguments)
    {
        if (target is CelLiteral or CelMapLiteral or CelStructLiteral)
        {
            issues.Add(new CelIssue(target.Position, "sortBy can only be applied to a list, identifier, comprehension, call or select expression"));
            return target;
        }
        var keys = Map(position, new CelIdentifier(position, SortInput), arguments);
        return Let(position, SortInput, target, new CelCall(position, ListExtensionFunctions.SortByKeys, new CelIdentifier(position, SortInput), keys));
    }

    // A fold over nothing, whose accumulator is the variable.
    private static CelComprehension Let(int position, string name, CelExpression value, CelExpression body) =>
        new(position, new CelFold("#unused", null, EmptyList(position), name, value, False(position), new CelIdentifier(position, name), body));

    private string SecondName(string? first, CelExpression argument)
    {
        var name = Name(argument);
        if (name == first) issues.Add(new CelIssue(argument.Position, $"duplicate variable name: {name}"));
        return name;
    }

    private string Name(CelExpression argument)
    {
        if (argument is CelIdentifier { Name: var name } && !name.StartsWith('.')) return name;
        issues.Add(new CelIssue(argument.Position, "argument must be a simple name"));
        return "@bad";
    }

    private static CelCall Append(int position, CelExpression item) =>
        Call(position, CelOperators.Add, new CelIdentifier(position, Result), new CelListLiteral(position, [item], [false]));

    private static CelCall NotStrictlyFalse(int position, CelExpression operand) => Call(position, CelOperators.NotStrictlyFalse, operand);

    private static CelCall Call(int position, string function, params CelExpression[] arguments) => new(position, function, null, arguments);

    private static CelListLiteral EmptyList(int position) => new(position, [], []);

    private static CelLiteral True(int position) => new(position, CelBool.True);

    private static CelLiteral False(int position) => new(position, CelBool.False);
}
