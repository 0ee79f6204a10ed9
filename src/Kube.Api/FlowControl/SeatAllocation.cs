namespace Kube.Api.FlowControl;

/// <summary>Shares seats among priority levels: each gets the same fraction of what it wants, within its bounds.</summary>
internal static class SeatAllocation
{
    /// <summary>What one level wants.</summary>
    public readonly record struct Wish(double Least, double Most, double Target);

    /// <summary>Finds the fraction for which the allocations add up to <paramref name="seats"/>, or as near as the bounds allow.</summary>
    /// <returns>The allocations, in the order of the wishes.</returns>
    public static double[] Share(double seats, IReadOnlyList<Wish> wishes, out double fraction)
    {
        fraction = 0;
        if (wishes.Sum(static wish => wish.Least) >= seats) return [.. wishes.Select(static wish => wish.Least)];
        var (low, high) = (0.0, 1.0);
        while (Sum(wishes, high) < seats && high < 1e9) high *= 2;
        for (var i = 0; i < 80; i++)
        {
            var middle = (low + high) / 2;
            if (Sum(wishes, middle) < seats) low = middle;
            else high = middle;
        }

        fraction = high;
        var found = high;
        return [.. wishes.Select(wish => Of(wish, found))];
    }

    private static double Sum(IReadOnlyList<Wish> wishes, double fraction) => wishes.Sum(wish => Of(wish, fraction));

    // A level without a wish takes part as soon as everybody else has what they want many times over.
    private static double Of(Wish wish, double fraction) => Math.Clamp(fraction * Math.Max(wish.Target, 1e-6), wish.Least, wish.Most);
}
