namespace Kube.Controllers.DaemonSets;

/// <summary>The words of daemon sets on the wire.</summary>
internal static class DaemonNames
{
    public const string HashLabel = "controller-revision-hash";
    public const string GenerationLabel = "pod-template-generation";
    public const string GenerationAnnotation = "deprecated.daemonset.template.generation";
}
