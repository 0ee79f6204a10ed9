using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Lists taken as sets.</summary>
internal static class SetFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        functions.Add("sets.contains", [List(A), List(A)], CelType.Bool, args => CelBool.Of(Covers((CelList)args[0], (CelList)args[1])), CelCost.Pairs(1));
        functions.Add("sets.equivalent", [List(A), List(A)], CelType.Bool,
            args => CelBool.Of(Covers((CelList)args[0], (CelList)args[1]) && Covers((CelList)args[1], (CelList)args[0])), CelCost.Pairs(2));
        functions.Add("sets.intersects", [List(A), List(A)], CelType.Bool, args => CelBool.Of(Meets((CelList)args[0], (CelList)args[1])), CelCost.Pairs(1));
    }

    private static bool Covers(CelList list, CelList items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (!list.Contains(items[i])) return false;
        }
        return true;
    }

    private static bool Meets(CelList list, CelList items)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (list.Contains(items[i])) return true;
        }
        return false;
    }
}
