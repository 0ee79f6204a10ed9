using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The containers of a pod's specification, whichever list they stand in.</summary>
internal static class PodContainers
{
    public const string Always = "Always";

    /// <summary>An init container that keeps running beside the others: a sidecar.</summary>
    public static bool IsRestartableInit(V1Container? container) => container?.RestartPolicy == Always;

    /// <summary>Init, regular and ephemeral containers in upstream's order, each with its path.</summary>
    /// <remarks>An ephemeral container is seen through a shallow copy; what hangs below it is the original.</remarks>
    public static IEnumerable<(V1Container Container, FieldPath Path)> All(V1PodSpec spec, FieldPath path)
    {
        var init = path.Child("initContainers");
        for (var i = 0; i < spec.InitContainers.Count(); i++) yield return (spec.InitContainers![i], init.Index(i));
        var regular = path.Child("containers");
        for (var i = 0; i < spec.Containers.Count(); i++) yield return (spec.Containers![i], regular.Index(i));
        var ephemeral = path.Child("ephemeralContainers");
        for (var i = 0; i < spec.EphemeralContainers.Count(); i++) yield return (AsContainer(spec.EphemeralContainers![i]), ephemeral.Index(i));
    }

    /// <inheritdoc cref="All(V1PodSpec, FieldPath)"/>
    public static IEnumerable<V1Container> All(V1PodSpec spec) => All(spec, FieldPath.Root("")).Select(entry => entry.Container);

    /// <summary>The part of an ephemeral container that every container has; a shallow copy.</summary>
    public static V1Container AsContainer(V1EphemeralContainer container) => new()
    {
        Args = container.Args,
        Command = container.Command,
        Env = container.Env,
        EnvFrom = container.EnvFrom,
        Image = container.Image,
        ImagePullPolicy = container.ImagePullPolicy,
        Lifecycle = container.Lifecycle,
        LivenessProbe = container.LivenessProbe,
        Name = container.Name,
        Ports = container.Ports,
        ReadinessProbe = container.ReadinessProbe,
        ResizePolicy = container.ResizePolicy,
        Resources = container.Resources,
        RestartPolicy = container.RestartPolicy,
        RestartPolicyRules = container.RestartPolicyRules,
        SecurityContext = container.SecurityContext,
        StartupProbe = container.StartupProbe,
        Stdin = container.Stdin,
        StdinOnce = container.StdinOnce,
        TerminationMessagePath = container.TerminationMessagePath,
        TerminationMessagePolicy = container.TerminationMessagePolicy,
        Tty = container.Tty,
        VolumeDevices = container.VolumeDevices,
        VolumeMounts = container.VolumeMounts,
        WorkingDir = container.WorkingDir,
    };
}
