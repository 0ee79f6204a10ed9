using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Costs;

/// <summary>What running an expression may cost, from the sizes that its inputs may have. The figures are upstream's, so that what passes there passes here.</summary>
internal sealed class CelCostEstimator(ICelSizes sizes)
{
    private const ulong ListBaseCost = 10;
    private const ulong MapBaseCost = 30;
    private const ulong StructBaseCost = 40;

    private readonly Dictionary<CelExpression, IReadOnlyList<string>> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CelExpression, CelSize> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly List<KeyValuePair<string, CelExpression>> _ranges = [];

    public CelSize Estimate(CelExpression expression) => expression switch
    {
        CelIdentifier identifier => EstimateIdentifier(identifier),
        CelSelect { Qualified: not null } => CelSize.One,
        CelSelect select => EstimateSelect(select),
        CelCall call => EstimateCall(call),
        CelListLiteral list => EstimateList(list),
        CelMapLiteral map => EstimateMap(map),
        CelStructLiteral made => made.Fields.Aggregate(CelSize.Exactly(StructBaseCost), (sum, field) => sum + Estimate(field.Value)),
        CelComprehension comprehension => EstimateFold(comprehension),
        _ => CelSize.Zero,
    };

    private CelSize EstimateIdentifier(CelIdentifier identifier)
    {
        // The variable of a fold leads to the items (or keys) of what is folded over.
        if (_ranges.FindLast(range => range.Key == identifier.Name) is { Key: not null } range)
        {
            if (_paths.TryGetValue(range.Value, out var path)) _paths[identifier] = [.. path, range.Value.Type.Kind == CelTypeKind.Map ? "@keys" : "@items"];
        }
        else
        {
            _paths[identifier] = [identifier.Name];
        }
        return CelSize.One;
    }

    private CelSize EstimateSelect(CelSelect select)
    {
        var operand = Estimate(select.Operand);
        if (select.IsTest) return operand;
        AddPath(select, select.Operand, select.Field);
        return select.Operand.Type.Kind is CelTypeKind.Map or CelTypeKind.Object ? operand + CelSize.One : operand;
    }

    private CelSize EstimateCall(CelCall call)
    {
        if (call.Function == CelOperators.OptionalSelect)
        {
            var target = Estimate(call.Arguments[0]);
            AddPath(call, call.Arguments[0], ((CelString)((CelLiteral)call.Arguments[1]).Value).Value);
            return target + CelSize.One;
        }
        CelExpression[] operands = [.. call.Operands];
        CelSize[] costs = [.. operands.Select(Estimate)];
        switch (call.Function)
        {
            case CelOperators.And or CelOperators.Or:
                return new CelSize(costs[0].Min, (costs[0] + costs[1]).Max);
            case CelOperators.Conditional:
                _sizes[call] = SizeOf(operands[1]).Union(SizeOf(operands[2]));
                return costs[0] + costs[1].Union(costs[2]);
        }
        var sum = costs.Aggregate(CelSize.Zero, (total, cost) => total + cost);
        if (call.Overloads.Count == 0) return sum;
        var argumentSizes = new CelArgumentSizes([.. operands.Select(SizeOf)], argument => ItemCost(operands[argument]));
        CelSize? own = null;
        foreach (var overload in call.Overloads)
        {
            var cost = overload.Cost.Estimate(argumentSizes);
            own = own?.Union(cost) ?? cost;
            if (overload.Cost.ResultSize is { } resultSize) _sizes.TryAdd(call, resultSize(argumentSizes));
        }
        if (call.Function is CelOperators.Index or CelOperators.OptionalIndex) AddPath(call, operands[0], operands[0].Type.Kind == CelTypeKind.Map ? "@values" : "@items");
        return sum + own!.Value;
    }

    private CelSize EstimateList(CelListLiteral list)
    {
        _sizes[list] = CelSize.Exactly((ulong)list.Items.Length);
        return list.Items.Aggregate(CelSize.Exactly(ListBaseCost), (sum, item) => sum + Estimate(item));
    }

    private CelSize EstimateMap(CelMapLiteral map)
    {
        _sizes[map] = CelSize.Exactly((ulong)map.Entries.Length);
        return map.Entries.Aggregate(CelSize.Exactly(MapBaseCost), (sum, entry) => sum + Estimate(entry.Key!) + Estimate(entry.Value));
    }

    private CelSize EstimateFold(CelComprehension comprehension)
    {
        var fold = comprehension.Fold;
        var sum = Estimate(fold.Range) + Estimate(fold.Start);
        var scope = _ranges.Count;
        _ranges.Add(KeyValuePair.Create(fold.Variable, fold.Range));
        if (fold.SecondVariable is { } second) _ranges.Add(KeyValuePair.Create(second, fold.Range));
        var each = Estimate(fold.Condition) + Estimate(fold.Step);
        _ranges.RemoveRange(scope, _ranges.Count - scope);
        sum += Estimate(fold.Result);
        var count = SizeOf(fold.Range);
        if (comprehension.Type.Kind is CelTypeKind.List or CelTypeKind.Map) _sizes[comprehension] = new CelSize(0, count.Max);
        return sum + (count * each);
    }

    private CelSize SizeOf(CelExpression expression)
    {
        switch (expression)
        {
            case CelLiteral literal: return CelSize.Exactly((ulong)literal.Value.Size);
            case CelListLiteral list: return CelSize.Exactly((ulong)list.Items.Length);
        }
        if (_sizes.TryGetValue(expression, out var size)) return size;
        if (_paths.TryGetValue(expression, out var path) && sizes.SizeOf(path) is { } known) return known;
        return expression.Type.IsScalar ? CelSize.One : CelSize.Unknown;
    }

    private CelSize ItemCost(CelExpression list)
    {
        if (list.Type.Kind != CelTypeKind.List || list.Type.Item.Kind is not (CelTypeKind.String or CelTypeKind.Bytes)) return CelSize.One;
        var size = _paths.TryGetValue(list, out var path) && sizes.SizeOf([.. path, "@items"]) is { } known ? known : CelSize.Unknown;
        return CelSize.One + size.Times(CelCost.StringTraversal);
    }

    private void AddPath(CelExpression at, CelExpression operand, string step)
    {
        if (_paths.TryGetValue(operand, out var path)) _paths[at] = [.. path, step];
    }
}
