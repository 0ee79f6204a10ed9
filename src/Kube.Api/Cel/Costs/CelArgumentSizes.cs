using Kube.Api.Cel.Syntax;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Costs;

/// <summary>What is known of the arguments of a call before it runs: how large they may be, what is in those that are lists, and numbers that stand there.</summary>
internal readonly struct CelArgumentSizes(CelExpression[] operands, Func<CelExpression, CelSize> size, Func<CelExpression, CelSize> itemSize)
{
    public CelSize this[int argument] => size(operands[argument]);

    public int Count => operands.Length;

    public CelType Type(int argument) => operands[argument].Type;

    /// <summary>How large one item of a list may be.</summary>
    public CelSize ItemSize(int argument) => itemSize(operands[argument]);

    /// <summary>What looking at one item of a list costs: a step, and for texts their length.</summary>
    public CelSize ItemCost(int argument) =>
        operands[argument].Type.Kind == CelTypeKind.List && operands[argument].Type.Item.Kind is CelTypeKind.String or CelTypeKind.Bytes
            ? CelSize.One + ItemSize(argument).Times(CelCost.StringTraversal)
            : CelSize.One;

    /// <summary>The number that an argument is when it is written out; null when it is computed. Less than zero counts as the largest.</summary>
    public ulong? Number(int argument) => operands[argument] is CelLiteral { Value: CelInt number } ? unchecked((ulong)number.Value) : null;
}
