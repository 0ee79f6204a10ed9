using Kube.Api.Models;

namespace Kube.Api.FlowControl;

/// <summary>What a priority level's configuration comes to, given how many seats there are for all.</summary>
internal sealed record LevelSettings(string Uid, bool IsExempt, int Nominal, int Least, int Most, int Queues, int HandSize, int QueueLength)
{
    /// <summary>The settings of all levels, by name.</summary>
    public static IEnumerable<(string Name, LevelSettings Settings)> Of(IReadOnlyCollection<V1PriorityLevelConfiguration> levels, int serverSeats)
    {
        var shares = Math.Max(1, levels.Sum(static level => (double)SharesOf(level.Spec)));
        foreach (var level in levels) yield return (level.Metadata.Name ?? "", Of(level, serverSeats, shares));
    }

    private static LevelSettings Of(V1PriorityLevelConfiguration level, int serverSeats, double shares)
    {
        var spec = level.Spec;
        var isExempt = spec.Type == "Exempt";
        var nominal = (int)Math.Ceiling(serverSeats * (SharesOf(spec) / shares));
        var lendable = Percent(nominal, isExempt ? spec.Exempt?.LendablePercent ?? 0 : spec.Limited?.LendablePercent ?? 0);
        var borrowable = spec.Limited?.BorrowingLimitPercent is { } percent ? Percent(nominal, percent) : serverSeats;
        var queuing = spec.Limited?.LimitResponse is { Type: "Queue" } response ? response.Queuing ?? new() { Queues = 64, HandSize = 8, QueueLengthLimit = 50 } : null;
        var queues = Math.Max(0, queuing?.Queues ?? 0);
        return new LevelSettings(
            level.Metadata.Uid ?? "", isExempt, nominal, nominal - lendable, nominal + borrowable,
            queues, Math.Clamp(queuing?.HandSize ?? 0, 0, Math.Min(queues, ShuffleDealer.MostCards)), queuing?.QueueLengthLimit ?? 0);
    }

    private static int SharesOf(V1PriorityLevelConfigurationSpec spec) =>
        spec.Type == "Exempt" ? spec.Exempt?.NominalConcurrencyShares ?? 0 : spec.Limited?.NominalConcurrencyShares ?? 30;

    private static int Percent(int seats, int percent) => (int)Math.Round(seats * (percent / 100.0), MidpointRounding.AwayFromZero);
}
