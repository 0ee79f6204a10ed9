using Kube.Api.Models;

namespace Kube.Node.Agent;

/// <summary>What follows from a pod's specification alone.</summary>
internal static class PodFacts
{
    public const string Always = "Always";
    public const string OnFailure = "OnFailure";
    public const string Never = "Never";

    /// <summary>As upstream prints a pod: <c>name_namespace(uid)</c>.</summary>
    public static string Describe(V1Pod pod) => $"{pod.Metadata.Name}_{pod.Metadata.Namespace}({pod.Metadata.Uid})";

    public static bool IsSidecar(V1Container init) => init.RestartPolicy == Always;

    public static bool IsTerminal(V1Pod pod) => IsTerminalPhase(pod.Status?.Phase);

    public static bool IsTerminalPhase(string? phase) => phase is "Succeeded" or "Failed";

    /// <summary>Whether a container that ended is started again: by its own rules, its own policy, or the pod's.</summary>
    public static bool RestartsAfter(V1PodSpec spec, V1Container container, int exitCode)
    {
        if (container.RestartPolicy is { Length: > 0 } own)
            return MatchesRestartRule(container, exitCode) || RestartsAfter(own, exitCode);
        return RestartsAfter(spec.RestartPolicy ?? Always, exitCode);
    }

    /// <summary>Whether anything of the pod may be started again after a failure.</summary>
    public static bool RestartsOnFailure(V1PodSpec spec) => spec.RestartPolicy != Never;

    public static IEnumerable<(V1Container Container, ContainerRole Role)> Containers(V1Pod pod)
    {
        foreach (var container in pod.Spec.InitContainers ?? []) yield return (container, IsSidecar(container) ? ContainerRole.Sidecar : ContainerRole.Init);
        foreach (var container in pod.Spec.Containers) yield return (container, ContainerRole.Regular);
        foreach (var container in pod.Spec.EphemeralContainers ?? []) yield return (AsContainer(container), ContainerRole.Ephemeral);
    }

    public static V1Container? Find(V1Pod pod, string name) => Find(pod.Spec.Containers, name) ?? Find(pod.Spec.InitContainers, name) ?? Ephemeral(pod, name);

    /// <summary>As events and messages name a container.</summary>
    public static string FieldPath(V1Pod pod, string name) =>
        Find(pod.Spec.Containers, name) is not null ? $"spec.containers{{{name}}}"
        : Find(pod.Spec.InitContainers, name) is not null ? $"spec.initContainers{{{name}}}"
        : Ephemeral(pod, name) is not null ? $"spec.ephemeralContainers{{{name}}}"
        : $"spec.containers{{{name}}}";

    public static V1Container AsContainer(V1EphemeralContainer container) => new()
    {
        Name = container.Name,
        Image = container.Image,
        Command = container.Command,
        Args = container.Args,
        WorkingDir = container.WorkingDir,
        EnvFrom = container.EnvFrom,
        Env = container.Env,
        Resources = container.Resources,
        VolumeMounts = container.VolumeMounts,
        TerminationMessagePath = container.TerminationMessagePath,
        TerminationMessagePolicy = container.TerminationMessagePolicy,
        ImagePullPolicy = container.ImagePullPolicy,
        SecurityContext = container.SecurityContext,
        Stdin = container.Stdin,
        StdinOnce = container.StdinOnce,
        Tty = container.Tty,
    };

    private static V1Container? Find(List<V1Container>? containers, string name)
    {
        foreach (var container in containers ?? [])
            if (container.Name == name) return container;
        return null;
    }

    private static V1Container? Ephemeral(V1Pod pod, string name)
    {
        foreach (var container in pod.Spec.EphemeralContainers ?? [])
            if (container.Name == name) return AsContainer(container);
        return null;
    }

    private static bool RestartsAfter(string policy, int exitCode) => policy switch
    {
        Never => false,
        OnFailure => exitCode != 0,
        _ => true,
    };

    private static bool MatchesRestartRule(V1Container container, int exitCode)
    {
        foreach (var rule in container.RestartPolicyRules ?? [])
        {
            if (rule.ExitCodes is not { } codes) continue;
            var listed = codes.Values?.Contains(exitCode) ?? false;
            if (codes.Operator == "In" ? listed : codes.Operator == "NotIn" && !listed) return rule.Action == "Restart";
        }

        return false;
    }
}
