namespace Kube.Api.Tree;

/// <summary>How much a parser takes before it refuses.</summary>
public sealed record TreeLimits
{
    /// <summary>The limits for whatever comes from outside: <see cref="MaxDepth"/> 1,000.</summary>
    public static TreeLimits Default { get; } = new();

    /// <summary>How many objects and arrays may lie inside each other. Default 1,000, so that everything that walks a tree by recursion
    /// stays within a small stack (upstream's parser allows 10,000 on Go's growing stacks). The text of the refusal is upstream's.</summary>
    public int MaxDepth { get; init; } = 1000;
}
