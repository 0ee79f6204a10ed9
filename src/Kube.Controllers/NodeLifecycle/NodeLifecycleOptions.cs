namespace Kube.Controllers.NodeLifecycle;

/// <summary>How soon a silent node's pods are moved elsewhere.</summary>
public sealed class NodeLifecycleOptions
{
    /// <summary>How often nodes are looked at. Default 5 s; 100 ms to 1 h.</summary>
    public TimeSpan MonitorPeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may be silent before it counts as unreachable. Default 50 s; 1 s to 1 h. Must be several times the period of its heartbeats.</summary>
    public TimeSpan MonitorGracePeriod { get; set; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a new node may take to report for the first time. Default 1 min; 1 s to 1 h.</summary>
    public TimeSpan StartupGracePeriod { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How many nodes of a zone are emptied per second. Default 0.1; 0 to 1000.</summary>
    public double EvictionRate { get; set; } = 0.1;

    /// <summary>How many nodes of a large zone are emptied per second while much of it is not ready; small zones are left alone then. Default 0.01; 0 to 1000.</summary>
    public double SecondaryEvictionRate { get; set; } = 0.01;

    /// <summary>The share of a zone's nodes that must be not ready for it to count as disrupted. Default 0.55; 0 to 1.</summary>
    public double UnhealthyZoneThreshold { get; set; } = 0.55;

    /// <summary>How many nodes a zone must have more than to count as large. Default 50; 0 and more.</summary>
    public int LargeZoneThreshold { get; set; } = 50;
}
