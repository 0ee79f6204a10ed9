using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>The extended list library (https://pkg.go.dev/github.com/google/cel-go/ext#Lists, version 3): parts, order, repetitions, lists in lists.</summary>
internal static class ListExtensionFunctions
{
    /// <summary>What <c>sortBy</c> becomes: a list in the order of keys in another.</summary>
    public const string SortByKeys = "@sortByAssociatedKeys";

    /// <summary>The types whose values have an order.</summary>
    public static readonly CelType[] Ordered = [Int, Uint, CelType.Double, CelType.Bool, Duration, Timestamp, CelType.String, Bytes];

    private static readonly Comparer<CelValue> s_byValue = Comparer<CelValue>.Create((one, other) => one.CompareTo(other) ?? 0);
    private static readonly CelCost s_result = CelCost.Listing(sizes => sizes[0], (_, result) => (ulong)result.Size);

    public static void AddTo(CelFunctions functions)
    {
        functions.AddMember("slice", [List(A), Int, Int], List(A), Slice, CelCost.Listing(SliceSize, (_, result) => (ulong)result.Size));
        functions.Add("lists.range", [Int], List(Int), args => new CelRange(((CelInt)args[0]).Value),
            CelCost.Listing(sizes => CelSize.Exactly(sizes.Number(0) is { } count ? ((long)count < 0 ? 0 : count) : ulong.MaxValue), (_, result) => (ulong)result.Size));
        functions.AddMember("reverse", [List(A)], List(A), args => new CelItems([.. ((CelList)args[0]).ToArray().Reverse()]), s_result);
        functions.AddMember("distinct", [List(A)], List(A), Distinct, Squared(2, 0));
        var flattening = CelCost.Listing(sizes => sizes[0], (args, _) => (ulong)args[0].Size,
            sizes => sizes.Count == 1 ? 1 : sizes.Number(1) is { } depth ? ((long)depth < 0 ? 0 : depth) : ulong.MaxValue,
            args => args.Length == 1 ? 1 : Math.Max(0, ((CelInt)args[1]).Value));
        functions.AddMember("flatten", [List(List(A))], List(A), args => Flatten((CelList)args[0], 1), flattening);
        functions.AddMember("flatten", [AnyList, Int], AnyList, args => Flatten((CelList)args[0], ((CelInt)args[1]).Value), flattening);
        foreach (var type in Ordered)
        {
            var factor = type.Kind is CelTypeKind.String or CelTypeKind.Bytes ? 2 + CelCost.StringTraversal : 2;
            functions.AddMember("sort", [List(type)], List(type), args => Sort((CelList)args[0], (CelList)args[0]), Squared(factor, 0));
            functions.AddMember(SortByKeys, [List(A), List(type)], List(A), args => Sort((CelList)args[0], (CelList)args[1]), Squared(factor, 1));
        }
    }

    // Everything in a list is compared with everything else in it.
    private static CelCost Squared(double factor, int list) => CelCost.Listing(
        sizes => sizes[list] * sizes[list],
        (args, _) => (ulong)args[list].Size * (ulong)args[list].Size,
        _ => factor,
        args => args[list] is CelList { Count: > 0 } keys && keys[0] is CelString or CelBytes ? 2 + CelCost.StringTraversal : 2);

    private static CelSize SliceSize(CelArgumentSizes sizes)
    {
        var start = sizes.Number(1) is { } first ? ((long)first < 0 ? 0 : first) : 0;
        var end = sizes.Number(2) is { } last ? ((long)last < 0 ? 0 : last) : sizes[0].Max;
        return CelSize.Exactly(unchecked(end - start));
    }

    private static CelValue Slice(CelValue[] args)
    {
        var list = (CelList)args[0];
        var (start, end) = (((CelInt)args[1]).Value, ((CelInt)args[2]).Value);
        if (start < 0 || end < 0) return new CelError($"cannot slice({start}, {end}), negative indexes not supported");
        if (start > end) return new CelError($"cannot slice({start}, {end}), start index must be less than or equal to end index");
        if (list.Count < end) return new CelError($"cannot slice({start}, {end}), list is length {list.Count}");
        var items = new CelValue[end - start];
        for (var i = 0; i < items.Length; i++) items[i] = list[(int)start + i];
        return new CelItems(items);
    }

    private static CelItems Distinct(CelValue[] args)
    {
        var list = (CelList)args[0];
        var items = new List<CelValue>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            var value = list[i];
            if (!items.Exists(value.EqualTo)) items.Add(value);
        }
        return new CelItems([.. items]);
    }

    private static CelValue Flatten(CelList list, long depth)
    {
        if (depth < 0) return new CelError("level must be non-negative");
        List<CelValue> items = [];
        Gather(list, depth, items);
        return new CelItems([.. items]);
    }

    private static void Gather(CelList list, long depth, List<CelValue> items)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (depth > 0 && list[i] is CelList inner) Gather(inner, depth - 1, items);
            else items.Add(list[i]);
        }
    }

    private static CelValue Sort(CelList list, CelList keys)
    {
        if (list.Count != keys.Count)
            return new CelError($"@sortByAssociatedKeys() expected a list of the same size as the associated keys list, but got {list.Count} and {keys.Count} elements respectively");
        if (list.Count == 0) return list;
        var order = keys.ToArray();
        if (!Ordered.Any(type => type.Kind == order[0].Type.Kind)) return new CelError("list elements must be comparable");
        if (Array.Exists(order, key => key.Type.Kind != order[0].Type.Kind)) return new CelError("list elements must have the same type");
        return new CelItems([.. Enumerable.Range(0, order.Length).OrderBy(place => order[place], s_byValue).Select(place => list[place])]);
    }
}
