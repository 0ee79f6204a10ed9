namespace Kube.Api.Cel.Costs;

/// <summary>How large the values may be that an expression is given.</summary>
internal interface ICelSizes
{
    /// <summary>The size of what a path leads to, by the limits of a schema; null when it has none.</summary>
    /// <param name="path">A variable and what follows: fields, <c>@items</c> of a list, <c>@keys</c> and <c>@values</c> of a map.</param>
    CelSize? SizeOf(IReadOnlyList<string> path);
}
