using System.Net;
using System.Numerics;
using Kube.Api.Models;

namespace Kube.Node.Nftables;

/// <summary>Blocks of addresses without their exceptions, as ranges that neither overlap nor touch.</summary>
internal static class AddressRanges
{
    public static IReadOnlyList<(byte[] First, byte[] Last)> Of(IEnumerable<V1IPBlock> blocks, IPFamily family)
    {
        var ranges = new List<(BigInteger First, BigInteger Last)>();
        foreach (var block in blocks)
        {
            if (Parse(block.Cidr, family) is not { } whole) continue;
            List<(BigInteger First, BigInteger Last)> left = [whole];
            foreach (var hole in (block.Except ?? []).Select(text => Parse(text, family)).OfType<(BigInteger First, BigInteger Last)>())
                left = [.. left.SelectMany(range => Without(range, hole))];
            ranges.AddRange(left);
        }

        var merged = new List<(BigInteger First, BigInteger Last)>();
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1) merged[^1] = (merged[^1].First, BigInteger.Max(merged[^1].Last, range.Last));
            else merged.Add(range);
        }

        return [.. merged.Select(range => (Bytes(range.First, family), Bytes(range.Last, family)))];
    }

    private static IEnumerable<(BigInteger First, BigInteger Last)> Without((BigInteger First, BigInteger Last) range, (BigInteger First, BigInteger Last) hole)
    {
        if (hole.Last < range.First || hole.First > range.Last)
        {
            yield return range;
            yield break;
        }

        if (hole.First > range.First) yield return (range.First, hole.First - 1);
        if (hole.Last < range.Last) yield return (hole.Last + 1, range.Last);
    }

    private static (BigInteger First, BigInteger Last)? Parse(string text, IPFamily family)
    {
        if (!IPNetwork.TryParse(text, out var range) || !family.Has(range.BaseAddress)) return null;
        var first = new BigInteger(range.BaseAddress.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
        return (first, first + (BigInteger.One << ((family.Size * 8) - range.PrefixLength)) - 1);
    }

    private static byte[] Bytes(BigInteger number, IPFamily family)
    {
        var bytes = new byte[family.Size];
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes, bytes.Length - digits.Length);
        return bytes;
    }
}
