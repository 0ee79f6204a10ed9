using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Kubernetes' list library: order, sums, extremes, places.</summary>
internal static class ListFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        foreach (var type in ListExtensionFunctions.Ordered)
        {
            functions.AddMember("isSorted", [List(type)], CelType.Bool, IsSorted, CelCost.FirstListItems);
            functions.AddMember("min", [List(type)], type, args => Extreme((CelList)args[0], -1, "min"), CelCost.FirstListItems);
            functions.AddMember("max", [List(type)], type, args => Extreme((CelList)args[0], 1, "max"), CelCost.FirstListItems);
        }
        AddSum(functions, Int, CelInt.Of(0));
        AddSum(functions, Uint, new CelUint(0));
        AddSum(functions, CelType.Double, new CelDouble(0));
        AddSum(functions, Duration, new CelDuration(0));
        functions.AddMember("indexOf", [List(A), A], Int, args => Place((CelList)args[0], args[1], last: false), CelCost.FirstListItems);
        functions.AddMember("lastIndexOf", [List(A), A], Int, args => Place((CelList)args[0], args[1], last: true), CelCost.FirstListItems);
    }

    private static void AddSum(CelFunctions functions, CelType type, CelValue zero) =>
        functions.AddMember("sum", [List(type)], type, args =>
        {
            var list = (CelList)args[0];
            var sum = zero;
            for (var i = 0; i < list.Count; i++)
            {
                sum = CelArithmetic.Add([sum, list[i]]);
                if (sum is CelError) return sum;
            }
            return sum;
        }, CelCost.FirstListItems);

    private static CelValue IsSorted(CelValue[] args)
    {
        var list = (CelList)args[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (list[i - 1].CompareTo(list[i]) is not { } order) return CelError.NoOverload;
            if (order > 0) return CelBool.False;
        }
        return CelBool.True;
    }

    private static CelValue Extreme(CelList list, int direction, string name)
    {
        if (list.Count == 0) return new CelError($"{name} called on empty list");
        var best = list[0];
        for (var i = 1; i < list.Count; i++)
        {
            if (list[i].CompareTo(best) is not { } order) return CelError.NoOverload;
            if (order * direction > 0) best = list[i];
        }
        return best;
    }

    private static CelInt Place(CelList list, CelValue value, bool last)
    {
        for (var i = 0; i < list.Count; i++)
        {
            var at = last ? list.Count - 1 - i : i;
            if (list[at].EqualTo(value)) return CelInt.Of(at);
        }
        return CelInt.Of(-1);
    }
}
