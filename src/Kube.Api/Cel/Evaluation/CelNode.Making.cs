using Kube.Api.Cel.Functions;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Evaluation;

/// <summary>A call of a function. With one overload left by the checker there is nothing to choose, but values of <c>dyn</c> are still looked at.</summary>
internal sealed class CallNode(IReadOnlyList<CelOverload> overloads, CelNode[] arguments) : CelNode
{
    public override CelValue Evaluate(CelRun run)
    {
        var values = new CelValue[arguments.Length];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = arguments[i].Evaluate(run);
            if (values[i] is CelError) return values[i];
        }
        foreach (var overload in overloads)
        {
            if (!overload.Accepts(values)) continue;
            var result = overload.Body(values);
            run.Charge(overload.Cost.Count(values, result));
            return result;
        }
        return CelError.NoOverload;
    }
}

internal sealed class ListNode(CelNode[] items, bool[] optional) : CelNode
{
    private const ulong BaseCost = 10;

    private readonly bool _hasOptional = optional.Contains(true);

    public override CelValue Evaluate(CelRun run)
    {
        var values = new List<CelValue>(items.Length);
        for (var i = 0; i < items.Length; i++)
        {
            var value = items[i].Evaluate(run);
            if (value is CelError) return value;
            if (_hasOptional && optional[i])
            {
                if (value is not CelOptional wrapped) return CelError.NoOverload;
                if (wrapped.Value is null) continue;
                value = wrapped.Value;
            }
            values.Add(value);
        }
        run.Charge(BaseCost);
        return new CelItems([.. values]);
    }
}

internal sealed class MapNode((CelNode Key, CelNode Value, bool IsOptional)[] entries) : CelNode
{
    private const ulong BaseCost = 30;

    public override CelValue Evaluate(CelRun run)
    {
        var map = new CelEntries();
        foreach (var (keyNode, valueNode, isOptional) in entries)
        {
            var key = keyNode.Evaluate(run);
            if (key is CelError) return key;
            var value = valueNode.Evaluate(run);
            if (value is CelError) return value;
            if (isOptional)
            {
                if (value is not CelOptional wrapped) return CelError.NoOverload;
                if (wrapped.Value is null) continue;
                value = wrapped.Value;
            }
            if (key is not (CelString or CelInt or CelUint or CelBool)) return new CelError($"unsupported key type: {key.Type.Name}");
            if (!map.TryAdd(key, value)) return new CelError($"Failed with repeated key: {CelMap.KeyText(key)}");
        }
        run.Charge(BaseCost);
        return map;
    }
}

internal sealed class StructNode(CelObjectType type, (string Field, CelNode Value, bool IsOptional)[] fields) : CelNode
{
    private const ulong BaseCost = 40;

    public override CelValue Evaluate(CelRun run)
    {
        var values = new List<KeyValuePair<string, CelValue>>(fields.Length);
        foreach (var (field, node, isOptional) in fields)
        {
            var value = node.Evaluate(run);
            if (value is CelError) return value;
            if (isOptional)
            {
                if (value is not CelOptional wrapped) return CelError.NoOverload;
                if (wrapped.Value is null) continue;
                value = wrapped.Value;
            }
            values.Add(KeyValuePair.Create(field, value));
        }
        run.Charge(BaseCost);
        return type.Create(values) ?? new CelError($"unknown type '{type.Name}'");
    }
}

/// <summary>The slots that a fold's variables have in a run.</summary>
internal readonly record struct FoldSlots(int Accumulator, int Variable, int Second);

internal sealed class FoldNode(CelNode range, CelNode start, CelNode condition, CelNode step, CelNode result, FoldSlots slots) : CelNode
{
    private const int CancellationInterval = 100;

    public override CelValue Evaluate(CelRun run)
    {
        var source = range.Evaluate(run);
        if (source is CelError) return source;
        run.Slots[slots.Accumulator] = start.Evaluate(run);
        switch (source)
        {
            case CelList list:
                for (var i = 0; i < list.Count; i++)
                {
                    var goesOn = slots.Second < 0 ? Step(run, list[i], null, i) : Step(run, CelInt.Of(i), list[i], i);
                    if (!goesOn) break;
                }
                break;
            case CelMap map:
                var at = 0;
                foreach (var key in map.Keys)
                {
                    if (!Step(run, key, slots.Second < 0 ? null : map.Find(key), at++)) break;
                }
                break;
            case CelTreeObject tree:
                // An object without a fixed shape to its user: the names of its fields.
                for (var i = 0; i < tree.Tree.Count; i++)
                {
                    var name = tree.Tree.Members[i].Name;
                    if (!Step(run, CelString.Of(name), slots.Second < 0 ? null : tree.Select(CelNames.Escape(name)), i)) break;
                }
                break;
            default:
                return CelError.NoOverload;
        }
        return result.Evaluate(run);
    }

    private bool Step(CelRun run, CelValue first, CelValue? second, int index)
    {
        if (index % CancellationInterval == 0) run.ThrowIfCancelled();
        run.Slots[slots.Variable] = first;
        if (second is not null) run.Slots[slots.Second] = second;
        if (condition.Evaluate(run) is not CelBool { Value: true }) return false;
        run.Slots[slots.Accumulator] = step.Evaluate(run);
        return true;
    }
}
