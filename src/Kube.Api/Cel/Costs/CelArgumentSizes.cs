namespace Kube.Api.Cel.Costs;

/// <summary>How large the arguments of a call may be, and what is in those that are lists.</summary>
internal readonly struct CelArgumentSizes(CelSize[] sizes, Func<int, CelSize> item)
{
    public CelSize this[int argument] => sizes[argument];

    /// <summary>What looking at one item of a list costs: a step, and for texts their length.</summary>
    public CelSize ItemCost(int argument) => item(argument);
}
