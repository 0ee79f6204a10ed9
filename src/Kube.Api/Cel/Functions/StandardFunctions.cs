using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Validation;
using static Kube.Api.Cel.Types.CelType;

namespace Kube.Api.Cel.Functions;

/// <summary>Functions of the language itself: sizes, texts, types.</summary>
internal static class StandardFunctions
{
    public static void AddTo(CelFunctions functions)
    {
        foreach (var type in new[] { CelType.String, Bytes, List(A), Map(A, B) })
        {
            functions.Add("size", [type], Int, args => CelInt.Of(args[0].Size));
            functions.AddMember("size", [type], Int, args => CelInt.Of(args[0].Size));
        }
        functions.AddMember("startsWith", [CelType.String, CelType.String], CelType.Bool,
            args => CelBool.Of(Text(args[0]).StartsWith(Text(args[1]), StringComparison.Ordinal)), CelCost.Affix);
        functions.AddMember("endsWith", [CelType.String, CelType.String], CelType.Bool,
            args => CelBool.Of(Text(args[0]).EndsWith(Text(args[1]), StringComparison.Ordinal)), CelCost.Affix);
        functions.AddMember("contains", [CelType.String, CelType.String], CelType.Bool,
            args => CelBool.Of(Text(args[0]).Contains(Text(args[1]), StringComparison.Ordinal)), CelCost.Searching);
        functions.AddMember("matches", [CelType.String, CelType.String], CelType.Bool, Matches, CelCost.Matching);
        functions.Add("matches", [CelType.String, CelType.String], CelType.Bool, Matches, CelCost.Matching);
        functions.Add("type", [A], TypeOf(A), args => new CelTypeValue(args[0].Type));
        functions.Add("dyn", [A], Dyn, args => args[0]);
        foreach (var type in new[] { CelType.Bool, Int, Uint, CelType.Double, CelType.String, Bytes, CelType.Null, Timestamp, Duration, AnyList, AnyMap })
        {
            functions.AddType(type.Name, type);
        }
        functions.AddType("type", TypeOf(Dyn));
    }

    public static string Text(CelValue value) => ((CelString)value).Value;

    private static CelValue Matches(CelValue[] args)
    {
        var pattern = GoRegex.Of(Text(args[1]));
        return pattern.Problem is { } problem ? new CelError(problem) : CelBool.Of(pattern.IsMatch(Text(args[0])));
    }
}
