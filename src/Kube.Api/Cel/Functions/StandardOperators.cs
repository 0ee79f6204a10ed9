using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>The operators of the language (https://github.com/google/cel-spec, "Standard Definitions").</summary>
internal static class StandardOperators
{
    private static readonly CelType[] s_ordered = [CelType.Bool, Int, Uint, CelType.Double, CelType.String, Bytes, Timestamp, Duration];
    private static readonly CelType[] s_numbers = [Int, Uint, CelType.Double];

    public static void AddTo(CelFunctions functions)
    {
        functions.Add(CelOperators.Conditional, [CelType.Bool, A, A], A, Unused, CelCost.None);
        functions.Add(CelOperators.And, [CelType.Bool, CelType.Bool], CelType.Bool, Unused, CelCost.None);
        functions.Add(CelOperators.Or, [CelType.Bool, CelType.Bool], CelType.Bool, Unused, CelCost.None);
        functions.Add(CelOperators.NotStrictlyFalse, [CelType.Bool], CelType.Bool, Unused);
        functions.Add(CelOperators.Not, [CelType.Bool], CelType.Bool, args => args[0] is CelBool flag ? CelBool.Of(!flag.Value) : CelError.NoOverload);
        functions.Add(CelOperators.Equal, [A, A], CelType.Bool, args => CelBool.Of(args[0].EqualTo(args[1])), CelCost.Equality);
        functions.Add(CelOperators.NotEqual, [A, A], CelType.Bool, args => CelBool.Of(!args[0].EqualTo(args[1])), CelCost.Comparison);
        AddOrder(functions, "_<_", order => order < 0);
        AddOrder(functions, "_<=_", order => order <= 0);
        AddOrder(functions, "_>_", order => order > 0);
        AddOrder(functions, "_>=_", order => order >= 0);
        AddArithmetic(functions);
        AddContainers(functions);
    }

    private static void AddOrder(CelFunctions functions, string name, Func<int, bool> holds)
    {
        foreach (var type in s_ordered)
        {
            // Texts cost their length, everything else a step.
            var cost = type.Kind is CelTypeKind.String or CelTypeKind.Bytes ? CelCost.Comparison : CelCost.One;
            functions.Add(name, [type, type], CelType.Bool, Compare, cost);
        }
        foreach (var left in s_numbers)
        {
            foreach (var right in s_numbers)
            {
                if (left != right) functions.Add(name, [left, right], CelType.Bool, Compare);
            }
        }

        CelValue Compare(CelValue[] args) => args[0] is CelDouble { Value: double.NaN } || args[1] is CelDouble { Value: double.NaN }
            ? CelBool.False
            : args[0].CompareTo(args[1]) is { } order ? CelBool.Of(holds(order)) : CelError.NoOverload;
    }

    private static void AddArithmetic(CelFunctions functions)
    {
        functions.Add(CelOperators.Add, [Bytes, Bytes], Bytes, args => new CelBytes([.. ((CelBytes)args[0]).Value.Span, .. ((CelBytes)args[1]).Value.Span]), CelCost.Joining);
        functions.Add(CelOperators.Add, [CelType.Double, CelType.Double], CelType.Double, CelArithmetic.Add);
        functions.Add(CelOperators.Add, [Duration, Duration], Duration, CelArithmetic.Add);
        functions.Add(CelOperators.Add, [Duration, Timestamp], Timestamp, CelArithmetic.Add);
        functions.Add(CelOperators.Add, [Timestamp, Duration], Timestamp, CelArithmetic.Add);
        functions.Add(CelOperators.Add, [Int, Int], Int, CelArithmetic.Add);
        functions.Add(CelOperators.Add, [List(A), List(A)], List(A), args => ((CelList)args[0]).Concat((CelList)args[1]), CelCost.ListJoining);
        functions.Add(CelOperators.Add, [CelType.String, CelType.String], CelType.String,
            args => CelString.Of(((CelString)args[0]).Value + ((CelString)args[1]).Value), CelCost.Joining);
        functions.Add(CelOperators.Add, [Uint, Uint], Uint, CelArithmetic.Add);
        foreach (var type in new[] { CelType.Double, Duration, Int, Uint })
        {
            functions.Add(CelOperators.Subtract, [type, type], type, CelArithmetic.Subtract);
        }
        functions.Add(CelOperators.Subtract, [Timestamp, Duration], Timestamp, CelArithmetic.Subtract);
        functions.Add(CelOperators.Subtract, [Timestamp, Timestamp], Duration, CelArithmetic.Subtract);
        foreach (var type in s_numbers)
        {
            functions.Add(CelOperators.Multiply, [type, type], type, CelArithmetic.Multiply);
            functions.Add(CelOperators.Divide, [type, type], type, CelArithmetic.Divide);
        }
        functions.Add(CelOperators.Modulo, [Int, Int], Int, CelArithmetic.Modulo);
        functions.Add(CelOperators.Modulo, [Uint, Uint], Uint, CelArithmetic.Modulo);
        functions.Add(CelOperators.Negate, [CelType.Double], CelType.Double, args => new CelDouble(-((CelDouble)args[0]).Value));
        functions.Add(CelOperators.Negate, [Int], Int, args => ((CelInt)args[0]).Value is var value && value == long.MinValue ? CelError.IntOverflow : CelInt.Of(-value));
    }

    private static void AddContainers(CelFunctions functions)
    {
        functions.Add(CelOperators.In, [A, List(A)], CelType.Bool, args => CelBool.Of(((CelList)args[1]).Contains(args[0])), CelCost.SecondList);
        functions.Add(CelOperators.In, [A, Map(A, B)], CelType.Bool, args => args[1] switch
        {
            CelMap map => CelBool.Of(map.Find(args[0]) is not null),
            { } value when args[0] is CelString name => value.Has(name.Value),
            _ => CelError.NoOverload,
        });
        functions.Add(CelOperators.Index, [List(A), Int], A, args => Index(args[0], args[1]));
        functions.Add(CelOperators.Index, [Map(A, B), A], B, args => Index(args[0], args[1]));
        functions.Add(CelOperators.OptionalIndex, [List(A), Int], Optional(A), OptionalIndex);
        functions.Add(CelOperators.OptionalIndex, [Map(A, B), A], Optional(B), OptionalIndex);
        functions.Add(CelOperators.MapInsert, [Map(A, B), A, B], Map(A, B), args => Insert((CelMap)args[0], [KeyValuePair.Create(args[1], args[2])]));
        functions.Add(CelOperators.MapInsert, [Map(A, B), Map(A, B)], Map(A, B),
            args => Insert((CelMap)args[0], ((CelMap)args[1]).Keys.Select(key => KeyValuePair.Create(key, ((CelMap)args[1]).Find(key)!))));
    }

    /// <summary>What an index leads to, or the error.</summary>
    public static CelValue Index(CelValue target, CelValue index)
    {
        switch (target)
        {
            case CelList list:
                var at = index switch
                {
                    CelInt number => number.Value,
                    CelUint { Value: <= long.MaxValue } number => (long)number.Value,
                    CelDouble number when Math.Truncate(number.Value) == number.Value && Math.Abs(number.Value) < 9e15 => (long)number.Value,
                    _ => (long?)null,
                };
                if (at is null) return new CelError($"unsupported index type '{index.Type.Name}' in list");
                return at < 0 || at >= list.Count ? new CelError($"index out of bounds: {at}") : list[(int)at];
            case CelMap map:
                return map.Find(index) ?? CelError.NoSuchKey(CelMap.KeyText(index));
            case CelTreeObject value when index is CelString name:
                return value.Select(name.Value);
            default:
                return CelError.NoOverload;
        }
    }

    private static CelValue OptionalIndex(CelValue[] args)
    {
        var target = args[0];
        if (target is CelOptional optional)
        {
            if (optional.Value is null) return CelOptional.None;
            target = optional.Value;
        }
        return target switch
        {
            CelList list when args[1] is CelInt at => at.Value >= 0 && at.Value < list.Count ? CelOptional.Of(list[(int)at.Value]) : CelOptional.None,
            CelMap map => map.Find(args[1]) is { } found ? CelOptional.Of(found) : CelOptional.None,
            _ => CelError.NoOverload,
        };
    }

    private static CelValue Insert(CelMap map, IEnumerable<KeyValuePair<CelValue, CelValue>> added)
    {
        var entries = new CelEntries();
        foreach (var key in map.Keys) entries.TryAdd(key, map.Find(key)!);
        foreach (var (key, value) in added)
        {
            if (!entries.TryAdd(key, value)) return new CelError($"insert failed: key {CelMap.KeyText(key)} already exists");
        }
        return entries;
    }

    // The planner gives these operators nodes of their own, since they do not always look at all of their arguments.
    private static CelError Unused(CelValue[] args) => CelError.NoOverload;
}
