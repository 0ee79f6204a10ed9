using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Checking;

internal sealed partial class CelChecker
{
    private CelType CheckCall(CelCall call)
    {
        if (call.Function == CelOperators.OptionalSelect) return CheckOptionalSelect(call);
        // sets.contains(…) is a function of that name, when sets is no variable.
        if (call.Target is not null && QualifiedName(call.Target) is { } prefix && FindVariable(First(prefix)) is null
            && _environment.Functions.Find($"{prefix}.{call.Function}").Count > 0)
        {
            call.Function = $"{prefix}.{call.Function}";
            call.Target = null;
        }
        if (call.Target is not null) Check(call.Target);
        foreach (var argument in call.Arguments) Check(argument);
        var overloads = _environment.Functions.Find(call.Function);
        if (overloads.Count == 0) return Fail(call, $"undeclared reference to '{call.Function}' (in container '')");
        return Resolve(call, overloads);
    }

    private CelType Resolve(CelCall call, IReadOnlyList<CelOverload> overloads)
    {
        CelType[] arguments = [.. call.Operands.Select(operand => _substitution.Apply(operand.Type))];
        List<CelOverload> fitting = [];
        CelType? result = null;
        foreach (var overload in overloads)
        {
            if (overload.IsMember != call.Target is not null || overload.Parameters.Length != arguments.Length) continue;
            var types = _substitution.Instantiate([.. overload.Parameters, overload.Result]);
            if (!_substitution.TryAssign(types[..^1], arguments)) continue;
            fitting.Add(overload);
            var type = _substitution.Apply(types[^1]);
            result = result is null || SameType(result, type) ? type : CelType.Dyn;
        }
        if (result is null) return Fail(call, $"found no matching overload for '{call.Function}' applied to '{Signature(call, arguments)}'");
        call.Overloads = fitting;
        return result;
    }

    private CelType CheckOptionalSelect(CelCall call)
    {
        var operand = _substitution.Apply(Check(call.Arguments[0]));
        var field = ((CelString)((CelLiteral)call.Arguments[1]).Value).Value;
        Check(call.Arguments[1]);
        return CelType.Optional(FieldType(call, operand, field, out _));
    }

    private string Signature(CelCall call, CelType[] arguments)
    {
        var shown = arguments.Select(argument => _substitution.Apply(argument, unboundToDyn: true).Shown).ToArray();
        return call.Target is null ? $"({string.Join(", ", shown)})" : $"{shown[0]}.({string.Join(", ", shown[1..])})";
    }

    private static bool SameType(CelType left, CelType right) => left.Shown == right.Shown;

    private static string First(string name) => name.IndexOf('.', 1) is var dot and > 0 ? name[..dot] : name;

    /// <summary>Puts in what the parameters turned out to be, and looks at literals that must be of a form.</summary>
    private void Finish(CelExpression expression, bool mayMix)
    {
        expression.Type = _substitution.Apply(expression.Type, unboundToDyn: true);
        switch (expression)
        {
            case CelSelect { Qualified: null } select:
                Finish(select.Operand, mayMix);
                break;
            case CelCall call:
                foreach (var operand in call.Operands) Finish(operand, mayMix || call.Function == "format");
                CheckConstant(call);
                break;
            case CelListLiteral list:
                foreach (var item in list.Items) Finish(item, mayMix);
                if (!mayMix) RequireOneType(list.Items, i => list.Optional[i]);
                break;
            case CelMapLiteral map:
                FinishEntries(map.Entries, mayMix);
                if (mayMix) break;
                RequireOneType([.. map.Entries.Select(entry => entry.Key!)], _ => false);
                RequireOneType([.. map.Entries.Select(entry => entry.Value)], i => map.Entries[i].IsOptional);
                break;
            case CelStructLiteral made:
                FinishEntries(made.Fields, mayMix);
                break;
            case CelComprehension { Fold: var fold }:
                foreach (var part in (CelExpression[])[fold.Range, fold.Start, fold.Condition, fold.Step, fold.Result]) Finish(part, mayMix);
                break;
        }
    }

    private void FinishEntries(CelEntry[] entries, bool mayMix)
    {
        foreach (var entry in entries)
        {
            if (entry.Key is not null) Finish(entry.Key, mayMix);
            Finish(entry.Value, mayMix);
        }
    }

    // Upstream's environments want lists and maps of one type, but for the arguments of format().
    private void RequireOneType(CelExpression[] items, Func<int, bool> isOptional)
    {
        string? first = null;
        for (var i = 0; i < items.Length; i++)
        {
            var type = isOptional(i) && items[i].Type.IsOptional ? items[i].Type.Item : items[i].Type;
            first ??= type.Shown;
            if (type.Shown == first) continue;
            Fail(items[i], $"expected type '{first}' but found '{type.Shown}'");
            return;
        }
    }

    private void CheckConstant(CelCall call)
    {
        var constant = call.Target is null ? call.Arguments.Length == 1 ? call.Arguments[0] : call.Arguments.Length == 2 ? call.Arguments[1] : null : call.Arguments.FirstOrDefault();
        if (constant is not CelLiteral { Value: CelString text }) return;
        var fits = call.Function switch
        {
            "matches" => GoRegex.Of(text.Value).Problem is null,
            "duration" when call.Target is null => CelTimes.ParseDuration(text) is not CelError,
            "timestamp" when call.Target is null => CelTimes.ParseTimestamp(text) is not CelError,
            _ => true,
        };
        if (!fits) Fail(constant, $"invalid {call.Function} argument");
    }
}
