using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Evaluation;

/// <summary>A part of a program, ready to run.</summary>
internal abstract class CelNode
{
    public abstract CelValue Evaluate(CelRun run);
}

internal sealed class ConstantNode(CelValue value) : CelNode
{
    public override CelValue Evaluate(CelRun run) => value;
}

internal sealed class VariableNode(int slot) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        run.Charge(1);
        return run.Slots[slot];
    }
}

internal sealed class SelectNode(CelNode operand, string field) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var value = operand.Evaluate(run);
        if (value is CelError) return value;
        run.Charge(1);
        if (value is not CelOptional optional) return value.Select(field);
        return optional.Value is null ? CelOptional.None : OptionalSelectNode.Select(optional.Value, field);
    }
}

/// <summary><c>has(a.b)</c>. Looking costs nothing, as in upstream's environments.</summary>
internal sealed class HasNode(CelNode operand, string field) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var value = operand.Evaluate(run);
        if (value is CelOptional optional) return optional.Value?.Has(field) ?? CelBool.False;
        return value.Has(field);
    }
}

internal sealed class OptionalSelectNode(CelNode operand, string field) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var value = operand.Evaluate(run);
        run.Charge(1);
        if (value is CelOptional optional)
        {
            if (optional.Value is null) return CelOptional.None;
            value = optional.Value;
        }
        return Select(value, field);
    }

    public static CelValue Select(CelValue value, string field) => value.Has(field) switch
    {
        CelError error => error,
        CelBool { Value: true } => CelOptional.Of(value.Select(field)),
        _ => CelOptional.None,
    };
}

/// <summary><c>a.or(b)</c> and <c>a.orValue(b)</c>: b is looked at only when a is none.</summary>
internal sealed class OptionalOrNode(CelNode left, CelNode right, bool unwrap) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var value = left.Evaluate(run);
        if (value is CelError) return value;
        if (value is not CelOptional optional) return CelError.NoOverload;
        if (optional.Value is not null) return unwrap ? optional.Value : optional;
        return right.Evaluate(run);
    }
}

internal sealed class AndNode(CelNode left, CelNode right) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var first = left.Evaluate(run);
        if (first is CelBool { Value: false }) return first;
        var second = right.Evaluate(run);
        if (second is CelBool { Value: false }) return second;
        return LogicNodes.Rest(first, second);
    }
}

internal sealed class OrNode(CelNode left, CelNode right) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var first = left.Evaluate(run);
        if (first is CelBool { Value: true }) return first;
        var second = right.Evaluate(run);
        if (second is CelBool { Value: true }) return second;
        return LogicNodes.Rest(first, second);
    }
}

internal static class LogicNodes
{
    /// <summary>What two operands come to when neither decided: an error of the first goes before one of the second.</summary>
    public static CelValue Rest(CelValue first, CelValue second)
    {
        if (first is CelError) return first;
        if (second is CelError) return second;
        return first is CelBool && second is CelBool ? second : CelError.NoOverload;
    }
}

/// <summary>True unless the operand is false: an error does not end a fold that a later item may decide.</summary>
internal sealed class NotStrictlyFalseNode(CelNode operand) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var value = operand.Evaluate(run);
        run.Charge(1);
        return value is CelBool ? value : CelBool.True;
    }
}

internal sealed class ConditionalNode(CelNode condition, CelNode whenTrue, CelNode whenFalse) : CelNode
{
    public override CelValue Evaluate(CelRun run) => condition.Evaluate(run) switch
    {
        CelBool flag => (flag.Value ? whenTrue : whenFalse).Evaluate(run),
        CelError error => error,
        _ => CelError.NoOverload,
    };
}
