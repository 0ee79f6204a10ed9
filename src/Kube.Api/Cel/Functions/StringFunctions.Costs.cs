using Kube.Api.Cel.Costs;

namespace Kube.Api.Cel.Functions;

internal static partial class StringFunctions
{
    // Reading the text and making the result.
    private const double Twice = 2 * CelCost.StringTraversal;

    private static readonly CelCost s_replacing = new(
        sizes => sizes[0].Times(Twice), (args, _) => CelCost.Ceiling(args[0].Size * Twice), ReplacedSize);

    private static readonly CelCost s_splitting = new(
        sizes => sizes[0].Times(Twice), (args, _) => CelCost.Ceiling(args[0].Size * Twice),
        sizes => new CelSize(0, sizes.Count == 3 && sizes.Number(2) is { } limit ? limit : sizes[0].Max));

    private static readonly CelCost s_joining = new(
        sizes => JoinedSize(sizes).Times(CelCost.StringTraversal), (_, result) => CelCost.Ceiling(result.Size * Twice), JoinedSize);

    private static CelSize JoinedSize(CelArgumentSizes sizes)
    {
        var joined = sizes[0] * sizes.ItemSize(0);
        if (sizes.Count == 1) return joined;
        var between = new CelSize(sizes[0].Min > 0 ? sizes[0].Min - 1 : 0, sizes[0].Max > 0 ? sizes[0].Max - 1 : 0);
        return joined + (sizes[1] * between);
    }

    // The longest: the shortest sought, replaced by the longest replacement, as often as it fits; the shortest likewise.
    private static CelSize ReplacedSize(CelArgumentSizes sizes)
    {
        var (text, sought, replacement) = (sizes[0], sizes[1], sizes[2]);
        var (most, mostKept) = Replacements(text.Max, sought.Min, keeps: replacement.Max <= sought.Min);
        var (fewest, fewestKept) = Replacements(text.Min, sought.Max, keeps: sought.Max <= replacement.Min);
        return (new CelSize(fewest, most) * replacement) + new CelSize(fewestKept, mostKept);
    }

    // Nothing is found around every letter; a replacement that does not matter leaves the length as it is.
    private static (ulong Count, ulong Kept) Replacements(ulong length, ulong sought, bool keeps)
    {
        if (sought == 0) return (length == ulong.MaxValue ? length : length + 1, length);
        return keeps ? (0, length) : (CelSize.Parts(length, sought), 0);
    }
}
