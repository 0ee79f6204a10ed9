namespace Kube.Scheduling.Plugins;

/// <summary>Upstream's reasons, word for word.</summary>
internal static class Reasons
{
    public const string NodeName = "node(s) didn't match the requested node name";
    public const string Unschedulable = "node(s) were unschedulable";
    public const string UntoleratedTaint = "node(s) had untolerated taint(s)";
    public const string NodeAffinity = "node(s) didn't match Pod's node affinity/selector";
    public const string EnforcedNodeAffinity = "node(s) didn't match scheduler-enforced node affinity";
    public const string AffinityConflict = "pod affinity terms conflict";
    public const string Ports = "node(s) didn't have free ports for the requested pod ports";
    public const string TooManyPods = "Too many pods";
    public const string PodAffinity = "node(s) didn't match pod affinity rules";
    public const string PodAntiAffinity = "node(s) didn't match pod anti-affinity rules";
    public const string ExistingAntiAffinity = "node(s) didn't satisfy existing pods anti-affinity rules";
    public const string Spread = "node(s) didn't match pod topology spread constraints";
    public const string SpreadLabelMissing = "node(s) didn't match pod topology spread constraints (missing required label)";
    public const string VolumeAffinity = "node(s) didn't match PersistentVolume's node affinity";
    public const string VolumeIsGone = "node(s) unavailable due to one or more pvc(s) bound to non-existent pv(s)";
    public const string NoVolumeToBind = "node(s) didn't find available persistent volumes to bind";
    public const string UnboundClaims = "pod has unbound immediate PersistentVolumeClaims";
    public const string VolumeZone = "node(s) had no available volume zone";
    public const string TooManyVolumes = "node(s) exceed max volume count";
    public const string DiskConflict = "node(s) had no available disk";
    public const string ClaimOfOnePod = "node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode";
    public const string Gated = "Scheduling is blocked due to non-empty scheduling gates";

    public static string Insufficient(string resource) => "Insufficient " + resource;
}
