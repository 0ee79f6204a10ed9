namespace Kube.Api.Cel.Costs;

/// <summary>A range that a size or a cost lies in. Sums and products stay at the largest number instead of wrapping.</summary>
internal readonly record struct CelSize(ulong Min, ulong Max)
{
    public static readonly CelSize Zero = new(0, 0);
    public static readonly CelSize One = new(1, 1);
    public static readonly CelSize Unknown = new(0, ulong.MaxValue);

    public static CelSize Exactly(ulong value) => new(value, value);

    public static CelSize operator +(CelSize left, CelSize right) => new(Sum(left.Min, right.Min), Sum(left.Max, right.Max));

    public static CelSize operator *(CelSize left, CelSize right) => new(Product(left.Min, right.Min), Product(left.Max, right.Max));

    public CelSize Times(double factor) => new(Scale(Min, factor), Scale(Max, factor));

    public CelSize Union(CelSize other) => new(Math.Min(Min, other.Min), Math.Max(Max, other.Max));

    private static ulong Sum(ulong left, ulong right) => left + right is var sum && sum < left ? ulong.MaxValue : sum;

    private static ulong Product(ulong left, ulong right)
    {
        var product = (UInt128)left * right;
        return product > ulong.MaxValue ? ulong.MaxValue : (ulong)product;
    }

    /// <summary>How often a thing of the size goes into <paramref name="whole"/>, a last part counting as a whole one.</summary>
    public static ulong Parts(ulong whole, ulong size) => (whole / size) + (whole % size == 0 ? 0UL : 1UL);

    private static ulong Scale(ulong value, double factor)
    {
        var scaled = Math.Ceiling(value * factor);
        return scaled >= ulong.MaxValue ? ulong.MaxValue : (ulong)scaled;
    }
}
