using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Costs;

/// <summary>What running an expression may cost, from the sizes that its inputs may have. The figures and the order in which sizes are looked for are upstream's
/// (cel-go, checker/cost.go), so that what passes there passes here and what is refused there is refused here.</summary>
internal sealed class CelCostEstimator(ICelSizes sizes)
{
    private const ulong ListBaseCost = 10;
    private const ulong MapBaseCost = 30;
    private const ulong StructBaseCost = 40;

    private readonly Dictionary<CelExpression, string[]> _paths = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CelExpression, CelSize> _sizes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<CelExpression, EntrySize> _entries = new(ReferenceEqualityComparer.Instance);
    private readonly List<Local> _locals = [];

    /// <summary>How large the keys and the values of a list or map may be.</summary>
    private sealed record EntrySize(bool IsList, CelSize Key, CelSize Value);

    /// <summary>A variable of a fold or binding: where it comes from and what is known of it.</summary>
    private sealed record Local(string Name, string[] Path, CelSize? Size, EntrySize? Entries);

    public CelSize Estimate(CelExpression expression) => expression switch
    {
        CelIdentifier identifier => EstimateIdentifier(identifier),
        CelSelect { Qualified: not null } => CelSize.One,
        CelSelect select => EstimateSelect(select),
        CelCall call => EstimateCall(call),
        CelListLiteral list => EstimateList(list),
        CelMapLiteral map => EstimateMap(map),
        CelStructLiteral made => made.Fields.Aggregate(CelSize.Exactly(StructBaseCost), (sum, field) => sum + Estimate(field.Value)),
        CelComprehension comprehension => IsBinding(comprehension.Fold) ? EstimateBinding(comprehension) : EstimateFold(comprehension),
        _ => CelSize.Zero,
    };

    private CelSize EstimateIdentifier(CelIdentifier identifier)
    {
        _paths[identifier] = FindLocal(identifier.Name)?.Path ?? [identifier.Name];
        return CelSize.One;
    }

    private CelSize EstimateSelect(CelSelect select)
    {
        var operand = Estimate(select.Operand);
        if (select.IsTest) return operand;
        _paths[select] = [.. PathOf(select.Operand), select.Field];
        return select.Operand.Type.Kind is CelTypeKind.Map or CelTypeKind.Object ? operand + CelSize.One : operand;
    }

    private CelSize EstimateCall(CelCall call)
    {
        CelExpression[] operands = [.. call.Operands];
        CelSize[] costs = [.. operands.Select(Estimate)];
        var sum = costs.Aggregate(CelSize.Zero, (total, cost) => total + cost);
        switch (call.Function)
        {
            case CelOperators.And or CelOperators.Or:
                return new CelSize(costs[0].Min, (costs[0] + costs[1]).Max);
            case CelOperators.Conditional:
                _sizes[call] = SizeOrUnknown(operands[1]).Union(SizeOrUnknown(operands[2]));
                if (EntriesOf(operands[1]) is { } one && EntriesOf(operands[2]) is { } other) _entries[call] = Union(one, other);
                return costs[0] + costs[1].Union(costs[2]);
            case "dyn":
                if (SizeOf(operands[0]) is { } size) _sizes[call] = size;
                if (EntriesOf(operands[0]) is { } entries) _entries[call] = entries;
                return sum + CelSize.One;
            case CelOperators.OptionalSelect:
                return sum + CelSize.One;
        }
        return call.Overloads.Count == 0 ? CelSize.Zero : sum + EstimateOverloads(call, operands);
    }

    private CelSize EstimateOverloads(CelCall call, CelExpression[] operands)
    {
        var arguments = new CelArgumentSizes(operands, SizeOrUnknown, ItemSize);
        CelSize? own = null;
        CelSize? result = null;
        if (call.Function == CelOperators.Add && EntriesOf(operands[0]) is { } left && EntriesOf(operands[1]) is { } right) _entries[call] = Union(left, right);
        foreach (var overload in call.Overloads)
        {
            var cost = overload.Cost.Estimate(arguments);
            own = own?.Union(cost) ?? cost;
            if (overload.Cost.ResultSize is { } resultSize) result = result?.Union(resultSize(arguments)) ?? resultSize(arguments);
            // An index leads on; through an optional it does not.
            if (call.Function == CelOperators.Index && overload.Parameters[0].Kind is CelTypeKind.List or CelTypeKind.Map)
            {
                result = EntriesOf(operands[0])?.Value;
                _paths[call] = [.. PathOf(operands[0]), overload.Parameters[0].Kind == CelTypeKind.List ? "@items" : "@values"];
            }
            result ??= SizeOf(call);
        }
        if (result is { } size) _sizes[call] = size;
        return own!.Value;
    }

    private CelSize EstimateList(CelListLiteral list)
    {
        var sum = CelSize.Exactly(ListBaseCost);
        CelSize? item = null;
        foreach (var part in list.Items)
        {
            sum += Estimate(part);
            item = item?.Union(SizeOrUnknown(part)) ?? SizeOrUnknown(part);
        }
        _entries[list] = new EntrySize(true, CelSize.One, item ?? CelSize.Zero);
        return sum;
    }

    private CelSize EstimateMap(CelMapLiteral map)
    {
        var sum = CelSize.Exactly(MapBaseCost);
        CelSize? keys = null;
        CelSize? values = null;
        foreach (var entry in map.Entries)
        {
            sum += Estimate(entry.Key!) + Estimate(entry.Value);
            keys = keys?.Union(SizeOrUnknown(entry.Key!)) ?? SizeOrUnknown(entry.Key!);
            values = values?.Union(SizeOrUnknown(entry.Value)) ?? SizeOrUnknown(entry.Value);
        }
        _entries[map] = new EntrySize(false, keys ?? CelSize.Zero, values ?? CelSize.Zero);
        return sum;
    }

    // A fold over nothing that never goes on: what cel.bind and the like become.
    private static bool IsBinding(CelFold fold) => fold is { Range: CelListLiteral { Items.Length: 0 }, Condition: CelLiteral { Value: CelBool { Value: false } } };

    private CelSize EstimateBinding(CelComprehension comprehension)
    {
        var fold = comprehension.Fold;
        var sum = Estimate(fold.Range) + Estimate(fold.Start);
        _locals.Add(new Local(fold.Accumulator, PathOf(fold.Start), SizeOf(fold.Start), EntriesOf(fold.Start)));
        sum += Estimate(fold.Result);
        _locals.RemoveAt(_locals.Count - 1);
        if (SizeOf(fold.Result) is { } size) _sizes[comprehension] = size;
        if (EntriesOf(fold.Result) is { } entries) _entries[comprehension] = entries;
        return sum;
    }

    private CelSize EstimateFold(CelComprehension comprehension)
    {
        var fold = comprehension.Fold;
        var sum = Estimate(fold.Range) + Estimate(fold.Start);
        var scope = _locals.Count;
        _locals.Add(new Local(fold.Accumulator, PathOf(fold.Start), SizeOf(fold.Start), EntriesOf(fold.Start)));
        PushVariables(fold);
        var each = Estimate(fold.Condition) + Estimate(fold.Step);
        var stepEntries = EntriesOf(fold.Step);
        _locals.RemoveRange(scope + 1, _locals.Count - scope - 1);
        sum += Estimate(fold.Result);
        _locals.RemoveAt(scope);
        var count = SizeOrUnknown(fold.Range);
        switch (fold.Start)
        {
            case CelLiteral when SizeOf(fold.Start) is { } size:
                _sizes[comprehension] = size;
                break;
            case CelListLiteral or CelMapLiteral:
                _sizes[comprehension] = count;
                if (stepEntries is not null) _entries[comprehension] = stepEntries;
                break;
        }
        return sum + (count * each);
    }

    private void PushVariables(CelFold fold)
    {
        var entries = EntriesOf(fold.Range);
        var path = PathOf(fold.Range);
        var isList = entries?.IsList ?? fold.Range.Type.Kind == CelTypeKind.List;
        if (fold.SecondVariable is { } second)
        {
            _locals.Add(new Local(fold.Variable, [.. path, isList ? "@indices" : "@keys"], entries?.Key, null));
            _locals.Add(new Local(second, [.. path, isList ? "@items" : "@values"], entries?.Value, null));
        }
        else
        {
            _locals.Add(new Local(fold.Variable, [.. path, isList ? "@items" : "@keys"], isList ? entries?.Value : entries?.Key, null));
        }
    }

    private CelSize SizeOrUnknown(CelExpression expression) => SizeOf(expression) ?? CelSize.Unknown;

    private CelSize? SizeOf(CelExpression expression)
    {
        if (_sizes.TryGetValue(expression, out var size)) return size;
        switch (expression)
        {
            case CelLiteral literal: return CelSize.Exactly((ulong)literal.Value.Size);
            case CelListLiteral list: return CelSize.Exactly((ulong)list.Items.Length);
            case CelMapLiteral map: return CelSize.Exactly((ulong)map.Entries.Length);
        }
        if (PathOf(expression) is { Length: > 0 } path && sizes.SizeOf(path) is { } known) return _sizes[expression] = known;
        if (expression.Type.IsScalar) return CelSize.One;
        return expression is CelIdentifier identifier ? FindLocal(identifier.Name)?.Size : null;
    }

    // By its path only: upstream does not ask what the items of a literal are here.
    private CelSize ItemSize(CelExpression list) =>
        PathOf(list) is { Length: > 0 } path && sizes.SizeOf([.. path, "@items"]) is { } known ? known : CelSize.Unknown;

    private EntrySize? EntriesOf(CelExpression expression)
    {
        if (_entries.TryGetValue(expression, out var entries)) return entries;
        return expression is CelIdentifier identifier ? FindLocal(identifier.Name)?.Entries : null;
    }

    private string[] PathOf(CelExpression expression)
    {
        if (expression is CelIdentifier identifier && FindLocal(identifier.Name) is { } local) return local.Path;
        return _paths.GetValueOrDefault(expression) ?? [];
    }

    private Local? FindLocal(string name) => _locals.FindLast(local => local.Name == name);

    private static EntrySize Union(EntrySize one, EntrySize other) => new(one.IsList, one.Key.Union(other.Key), one.Value.Union(other.Value));
}
