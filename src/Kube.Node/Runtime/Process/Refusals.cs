using Kube.Node.Errors;

namespace Kube.Node.Runtime.Process;

/// <summary>Refusals that several features share, each with its remedy.</summary>
internal static class Refusals
{
    public static RuntimeRefusalException HostRoot(string feature) => new(
        feature,
        "the process runtime's containers see this host's files, so it runs none as root; name another runAsUser, or allow it for the whole node with --allow-host-root "
        + "(ProcessRuntimeOptions.AllowHostRoot)");

    public static RuntimeRefusalException NotIsolated(string feature, HostAbilities abilities) => new(
        feature, $"this node cannot isolate pods ({abilities.WhyNot}); run it as root");
}
