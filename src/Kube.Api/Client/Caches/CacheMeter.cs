using System.Diagnostics.Metrics;

namespace Kube.Api.Client.Caches;

/// <summary>What caches count, under the names of upstream's reflectors.</summary>
internal static class CacheMeter
{
    private static readonly Meter s_meter = new("Kube.Api");

    public static Counter<long> Lists { get; } = s_meter.CreateCounter<long>("reflector_lists_total", description: "Lists that caches began.");

    public static Counter<long> Watches { get; } = s_meter.CreateCounter<long>("reflector_watches_total", description: "Watches that caches began.");

    public static Counter<long> Failures { get; } =
        s_meter.CreateCounter<long>("reflector_failures_total", description: "Lists and watches of caches that failed and were tried again.");

    public static Counter<long> Events { get; } = s_meter.CreateCounter<long>("reflector_events_total", description: "Changes that caches took in.");

    public static Histogram<long> ItemsPerList { get; } = s_meter.CreateHistogram<long>("reflector_items_per_list", description: "Objects of a list.");
}
