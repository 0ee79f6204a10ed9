using System.Globalization;

namespace Kube.Scheduling.Cycle;

/// <summary>Upstream's words for a pod that fits nowhere.</summary>
internal static class FitMessages
{
    public const string NoNodes = "no nodes available to schedule pods";

    public static string NotAvailable(int nodes, IReadOnlyDictionary<string, int> reasons)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available:");
        if (reasons.Count == 0) return head;
        var lines = reasons.Select(static reason => string.Create(CultureInfo.InvariantCulture, $"{reason.Value} {reason.Key}")).Order(StringComparer.Ordinal);
        return $"{head} {string.Join(", ", lines)}.";
    }

    public static string NotAvailable(int nodes, string preFilterMessage) =>
        string.Create(CultureInfo.InvariantCulture, $"0/{nodes} nodes are available: {preFilterMessage}.");
}
