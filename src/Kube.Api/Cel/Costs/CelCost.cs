using System.Text;
using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;

namespace Kube.Api.Cel.Costs;

/// <summary>What a call costs beyond its arguments: estimated from sizes when a rule is compiled, counted when it runs.</summary>
/// <param name="Estimate">From the sizes of the arguments.</param>
/// <param name="Count">From the arguments and the result.</param>
/// <param name="ResultSize">How large the result is, from the sizes of the arguments; null when nothing is known.</param>
internal sealed record CelCost(
    Func<CelArgumentSizes, CelSize> Estimate, Func<CelValue[], CelValue, ulong> Count, Func<CelArgumentSizes, CelSize>? ResultSize = null)
{
    public const double StringTraversal = 0.1;
    public const double RegexLength = 0.25;

    // A call, and the making of a list.
    private const ulong ListCall = 11;

    // The longest that the pattern of a format, and its name, count as.
    private const double FormatLength = 64;

    /// <summary>A fixed step.</summary>
    public static readonly CelCost One = Fixed(1);

    /// <summary>Nothing: the operator is its arguments.</summary>
    public static readonly CelCost None = Fixed(0);

    /// <summary>Going once through the first argument, a text.</summary>
    public static readonly CelCost FirstText = Text(0);

    /// <summary>Reading the first argument, a text, the whole of which may be in the result.</summary>
    public static readonly CelCost FirstTextKept = Text(0, size => size);

    /// <summary>Looking whether a text begins or ends with another: estimated from the other, counted from the text.</summary>
    public static readonly CelCost Affix = new(
        sizes => sizes[1].Times(StringTraversal), (arguments, _) => Ceiling(arguments[0].Size * StringTraversal));

    /// <summary>Comparing two values: the shorter of them.</summary>
    public static readonly CelCost Comparison = new(
        sizes => Smaller(sizes).Times(StringTraversal),
        (arguments, _) => Ceiling(Math.Min(arguments[0].Size, arguments[1].Size) * StringTraversal));

    /// <summary>Whether two values are the same: for values of the libraries a step, since they are small.</summary>
    public static readonly CelCost Equality = Comparison with
    {
        Estimate = sizes => sizes.Type(0) is { Kind: CelTypeKind.Opaque, IsOptional: false } type && type.Name == sizes.Type(1).Name ? Small(type, sizes) : Comparison.Estimate(sizes),
        Count = (arguments, result) => arguments[0].Type is { Kind: CelTypeKind.Opaque, IsOptional: false } ? 1 : Comparison.Count(arguments, result),
    };

    /// <summary>Joining two texts.</summary>
    public static readonly CelCost Joining = new(
        sizes => (sizes[0] + sizes[1]).Times(StringTraversal),
        (arguments, _) => Ceiling((arguments[0].Size + arguments[1].Size) * StringTraversal),
        sizes => sizes[0] + sizes[1]);

    /// <summary>Joining two lists, which copies neither.</summary>
    public static readonly CelCost ListJoining = new(_ => CelSize.One, (_, _) => 1, sizes => sizes[0] + sizes[1]);

    /// <summary>Looking for a text in a text.</summary>
    public static readonly CelCost Searching = new(
        sizes => sizes[0].Times(StringTraversal) * sizes[1].Times(StringTraversal),
        (arguments, _) => Ceiling(arguments[0].Size * StringTraversal) * Ceiling(arguments[1].Size * StringTraversal));

    /// <summary>Matching a text with a pattern: one for each four letters of the pattern, over the text.</summary>
    public static readonly CelCost Matching = new(
        sizes => (sizes[0] + CelSize.One).Times(StringTraversal) * sizes[1].Times(RegexLength),
        (arguments, _) => Ceiling((1.0 + arguments[0].Size) * StringTraversal) * Ceiling(arguments[1].Size * RegexLength));

    /// <summary>Going through the second argument, a list.</summary>
    public static readonly CelCost SecondList = new(sizes => sizes[1], (arguments, _) => (ulong)arguments[1].Size);

    public static CelCost Fixed(ulong cost) => new(_ => CelSize.Exactly(cost), (_, _) => cost);

    /// <summary>Going once through a text.</summary>
    public static CelCost Text(int argument, Func<CelSize, CelSize>? resultSize = null) => new(
        sizes => sizes[argument].Times(StringTraversal),
        (arguments, _) => Ceiling(arguments[argument].Size * StringTraversal),
        resultSize is null ? null : sizes => resultSize(sizes[argument]));

    /// <summary>Going once through the first argument, a list, with a look at each item.</summary>
    public static readonly CelCost FirstListItems = new(
        sizes => sizes[0] * sizes.ItemCost(0), (arguments, _) => Traversal(arguments[0]));

    /// <summary>Looking for a text in a text, as upstream's list library counts it, which has functions of the same names.</summary>
    public static readonly CelCost TextPlace = new(sizes => sizes[0].Times(StringTraversal), (arguments, _) => Traversal(arguments[0]));

    /// <summary>Making a list: a call, the list, and work for each of so many items.</summary>
    public static CelCost Listing(Func<CelArgumentSizes, CelSize> estimated, Func<CelValue[], CelValue, ulong> counted, Func<CelArgumentSizes, double>? factor = null,
        Func<CelValue[], double>? countedFactor = null) => new(
            sizes => estimated(sizes).Times(factor?.Invoke(sizes) ?? 1) + CelSize.Exactly(ListCall),
            (arguments, result) => Whole(counted(arguments, result) * (countedFactor?.Invoke(arguments) ?? 1)) + ListCall,
            sizes => estimated(sizes));

    /// <summary>Comparing everything in one list with everything in the other.</summary>
    public static CelCost Pairs(ulong passes) => new(
        sizes => (sizes[0] * sizes[1] * CelSize.Exactly(passes)) + CelSize.One,
        (arguments, _) => ((ulong)arguments[0].Size * (ulong)arguments[1].Size * passes) + 1);

    public static ulong Ceiling(double value) => (ulong)Math.Ceiling(value);

    private static ulong Whole(double value) => value >= ulong.MaxValue ? ulong.MaxValue / 2 : (ulong)value;

    // Texts by their bytes, and what is left of ten of them is dropped, as upstream.
    private static ulong Traversal(CelValue value)
    {
        ulong sum = 0;
        switch (value)
        {
            case CelString text:
                return (ulong)(Encoding.UTF8.GetByteCount(text.Value) * StringTraversal);
            case CelBytes bytes:
                return (ulong)(bytes.Value.Length * StringTraversal);
            case CelList list:
                for (var i = 0; i < list.Count; i++) sum += Traversal(list[i]);
                return sum;
            case CelMap map:
                foreach (var key in map.Keys) sum += Traversal(key) + Traversal(map.Find(key)!);
                return sum;
            default:
                return 1;
        }
    }

    private static CelSize Small(CelType type, CelArgumentSizes sizes) => type.Name switch
    {
        "kubernetes.NamedFormat" => new CelSize(1, (ulong)FormatLength).Times(StringTraversal),
        "kubernetes.URL" => new CelSize(1, sizes[1].Max).Times(StringTraversal),
        _ => CelSize.One,
    };

    private static CelSize Smaller(CelArgumentSizes sizes)
    {
        var max = Math.Min(sizes[0].Max, sizes[1].Max);
        return new CelSize(max > 0 ? 1UL : 0, max);
    }
}
