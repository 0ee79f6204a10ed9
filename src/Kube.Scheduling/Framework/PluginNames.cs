namespace Kube.Scheduling.Framework;

/// <summary>The names of the default plugins, upstream's.</summary>
public static class PluginNames
{
    /// <summary>Orders by priority, then by time.</summary>
    public const string PrioritySort = "PrioritySort";

    /// <summary>Holds pods that have scheduling gates.</summary>
    public const string SchedulingGates = "SchedulingGates";

    /// <summary>The pod names its node.</summary>
    public const string NodeName = "NodeName";

    /// <summary>Cordoned nodes.</summary>
    public const string NodeUnschedulable = "NodeUnschedulable";

    /// <summary>Taints and tolerations.</summary>
    public const string TaintToleration = "TaintToleration";

    /// <summary>Node selectors and node affinity.</summary>
    public const string NodeAffinity = "NodeAffinity";

    /// <summary>Host ports.</summary>
    public const string NodePorts = "NodePorts";

    /// <summary>Resources that are left.</summary>
    public const string NodeResourcesFit = "NodeResourcesFit";

    /// <summary>Evenly used resources.</summary>
    public const string NodeResourcesBalancedAllocation = "NodeResourcesBalancedAllocation";

    /// <summary>Images that are on the node already.</summary>
    public const string ImageLocality = "ImageLocality";

    /// <summary>Volumes that pods must not share.</summary>
    public const string VolumeRestrictions = "VolumeRestrictions";

    /// <summary>How many volumes a node can have attached.</summary>
    public const string NodeVolumeLimits = "NodeVolumeLimits";

    /// <summary>Where volumes can be reached, and which one a claim gets.</summary>
    public const string VolumeBinding = "VolumeBinding";

    /// <summary>The zones of volumes.</summary>
    public const string VolumeZone = "VolumeZone";

    /// <summary>Even spread over topology domains.</summary>
    public const string PodTopologySpread = "PodTopologySpread";

    /// <summary>Near to, or far from, other pods.</summary>
    public const string InterPodAffinity = "InterPodAffinity";

    /// <summary>Removes pods of lower priority.</summary>
    public const string DefaultPreemption = "DefaultPreemption";

    /// <summary>Writes the binding.</summary>
    public const string DefaultBinder = "DefaultBinder";
}
