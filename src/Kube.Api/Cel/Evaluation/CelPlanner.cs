using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Evaluation;

/// <summary>Makes a checked expression into nodes that run; variables become places in an array.</summary>
internal sealed class CelPlanner(CelEnvironment environment)
{
    private readonly List<KeyValuePair<string, int>> _locals = [];

    /// <summary>How many places a run needs.</summary>
    public int SlotCount { get; private set; } = environment.Variables.Count;

    /// <summary>The variables of the environment that the expression names.</summary>
    public HashSet<string> UsedVariables { get; } = new(StringComparer.Ordinal);

    public CelNode Plan(CelExpression expression) => expression switch
    {
        CelLiteral literal => new ConstantNode(literal.Value),
        CelIdentifier identifier => PlanIdentifier(identifier),
        CelSelect { Qualified: { } qualified } => PlanIdentifier(qualified),
        CelSelect { IsTest: true } select => new HasNode(Plan(select.Operand), select.Field),
        CelSelect select => new SelectNode(Plan(select.Operand), select.Field),
        CelCall call => PlanCall(call),
        CelListLiteral list => new ListNode([.. list.Items.Select(Plan)], list.Optional),
        CelMapLiteral map => new MapNode([.. map.Entries.Select(entry => (Plan(entry.Key!), Plan(entry.Value), entry.IsOptional))]),
        CelStructLiteral made => new StructNode((CelObjectType)made.Type, [.. made.Fields.Select(field => (field.Field!, Plan(field.Value), field.IsOptional))]),
        CelComprehension comprehension => PlanFold(comprehension.Fold),
        _ => throw new InvalidOperationException($"An expression of {expression.GetType().Name} has no plan."),
    };

    private CelNode PlanIdentifier(CelIdentifier identifier)
    {
        if (identifier.NamedType is { } type) return new ConstantNode(new CelTypeValue(type));
        var name = identifier.Name.TrimStart('.');
        if (name.Length == identifier.Name.Length && _locals.FindLast(local => local.Key == name) is { Key: not null } local) return new VariableNode(local.Value);
        UsedVariables.Add(name);
        return new VariableNode(environment.IndexOf(name));
    }

    private CelNode PlanCall(CelCall call)
    {
        CelNode[] arguments = [.. call.Operands.Select(Plan)];
        return call.Function switch
        {
            CelOperators.And => new AndNode(arguments[0], arguments[1]),
            CelOperators.Or => new OrNode(arguments[0], arguments[1]),
            CelOperators.Conditional => new ConditionalNode(arguments[0], arguments[1], arguments[2]),
            CelOperators.NotStrictlyFalse => new NotStrictlyFalseNode(arguments[0]),
            CelOperators.OptionalSelect => new OptionalSelectNode(arguments[0], ((CelString)((CelLiteral)call.Arguments[1]).Value).Value),
            "or" or "orValue" when call.Target is not null => new OptionalOrNode(arguments[0], arguments[1], call.Function == "orValue"),
            _ => new CallNode(call.Overloads, arguments),
        };
    }

    private FoldNode PlanFold(CelFold fold)
    {
        var range = Plan(fold.Range);
        var start = Plan(fold.Start);
        var slots = new FoldSlots(SlotCount, SlotCount + 1, fold.SecondVariable is null ? -1 : SlotCount + 2);
        SlotCount += 3;
        var scope = _locals.Count;
        _locals.Add(KeyValuePair.Create(fold.Accumulator, slots.Accumulator));
        var inner = _locals.Count;
        _locals.Add(KeyValuePair.Create(fold.Variable, slots.Variable));
        if (fold.SecondVariable is { } second) _locals.Add(KeyValuePair.Create(second, slots.Second));
        var condition = Plan(fold.Condition);
        var step = Plan(fold.Step);
        _locals.RemoveRange(inner, _locals.Count - inner);
        var result = Plan(fold.Result);
        _locals.RemoveRange(scope, _locals.Count - scope);
        return new FoldNode(range, start, condition, step, result, slots);
    }
}
