using Kube.Api.Cel.Costs;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.Validation;
using static Kube.Api.Cel.Functions.StandardFunctions;

namespace Kube.Api.Cel.Functions;

/// <summary>What a pattern finds in a text.</summary>
internal static class RegexFunctions
{
    private static readonly CelCost s_cost = CelCost.Matching with { ResultSize = sizes => sizes[0] with { Min = 0 } };

    public static void AddTo(CelFunctions functions)
    {
        functions.AddMember("find", [CelType.String, CelType.String], CelType.String, Find, s_cost);
        functions.AddMember("findAll", [CelType.String, CelType.String], CelType.List(CelType.String), FindAll, s_cost);
        functions.AddMember("findAll", [CelType.String, CelType.String, CelType.Int], CelType.List(CelType.String), FindAll, s_cost);
    }

    private static CelValue Find(CelValue[] args) => GoRegex.Of(Text(args[1])).Compiled is { } pattern
        ? CelString.Of(pattern.Match(Text(args[0])).Value)
        : Illegal(args);

    private static CelValue FindAll(CelValue[] args)
    {
        if (GoRegex.Of(Text(args[1])).Compiled is not { } pattern) return Illegal(args);
        var limit = args.Length == 3 ? ((CelInt)args[2]).Value : -1;
        List<CelValue> found = [];
        for (var match = pattern.Match(Text(args[0])); match.Success && (limit < 0 || found.Count < limit); match = match.NextMatch()) found.Add(CelString.Of(match.Value));
        return new CelItems([.. found]);
    }

    private static CelError Illegal(CelValue[] args) => new($"Illegal regex: {GoRegex.Of(Text(args[1])).Problem}");
}
