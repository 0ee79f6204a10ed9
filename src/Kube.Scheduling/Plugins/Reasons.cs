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
    public const string Gated = "Scheduling is blocked due to non-empty scheduling gates";

    public static string Insufficient(string resource) => "Insufficient " + resource;
}
