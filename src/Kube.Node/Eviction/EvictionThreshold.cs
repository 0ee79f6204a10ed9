using System.Globalization;
using Kube.Api.Models;

namespace Kube.Node.Eviction;

/// <summary>The least that must be available of something: an amount, or a part of what there is.</summary>
internal sealed record EvictionThreshold(string Signal, ResourceQuantity? Amount, double Percentage)
{
    /// <param name="signal">Such as <c>memory.available</c>.</param>
    /// <param name="value">Such as <c>100Mi</c> or <c>10%</c>; 0 of either: never.</param>
    public static EvictionThreshold? Parse(string signal, string value)
    {
        if (!EvictionSignals.All.Contains(signal)) return null;
        if (!value.EndsWith('%')) return ResourceQuantity.TryParse(value, out var amount) ? new(signal, amount, 0) : null;
        return double.TryParse(value[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percentage) && percentage is >= 0 and < 100 ? new(signal, null, percentage / 100) : null;
    }

    /// <summary>The least, of what there is.</summary>
    public long Least(long capacity) => Amount?.Value ?? (long)(capacity * Percentage);

    public bool IsMet(SignalUse use) => use.Capacity > 0 && use.Available < Least(use.Capacity);

    /// <summary>The least as messages show it.</summary>
    public string Text(long capacity) => Amount?.ToString() ?? ResourceQuantity.FromBytes(Least(capacity)).ToString();
}
