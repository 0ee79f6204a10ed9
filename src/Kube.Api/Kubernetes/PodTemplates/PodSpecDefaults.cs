using Kube.Api.Models;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The defaults that a pod's specification has wherever it stands.</summary>
internal static partial class PodSpecDefaults
{
    private const string DefaultScheduler = "default-scheduler";
    private const string TerminationLog = "/dev/termination-log";

    /// <summary>Fills in what is missing. Idempotent.</summary>
    public static void Apply(V1PodSpec spec)
    {
        AliasServiceAccount(spec);
        if (string.IsNullOrEmpty(spec.DnsPolicy)) spec.DnsPolicy = "ClusterFirst";
        if (string.IsNullOrEmpty(spec.RestartPolicy)) spec.RestartPolicy = PodContainers.Always;
        spec.SecurityContext ??= new V1PodSecurityContext();
        spec.TerminationGracePeriodSeconds ??= 30;
        if (string.IsNullOrEmpty(spec.SchedulerName)) spec.SchedulerName = DefaultScheduler;

        foreach (var volume in spec.Volumes.OrEmpty()) Apply(volume);
        foreach (var container in spec.InitContainers.OrEmpty()) Apply(container);
        foreach (var container in spec.Containers.OrEmpty()) Apply(container);
        foreach (var container in spec.EphemeralContainers.OrEmpty()) Apply(container);
        RoundUp(spec.Overhead);
        if (spec.Resources is { } resources) Apply(resources);
    }

    /// <summary>The deprecated <c>serviceAccount</c> is another name of <c>serviceAccountName</c>, which wins.</summary>
    private static void AliasServiceAccount(V1PodSpec spec)
    {
        if (string.IsNullOrEmpty(spec.ServiceAccountName)) spec.ServiceAccountName = spec.ServiceAccount;
        spec.ServiceAccount = spec.ServiceAccountName;
    }

    private static void Apply(V1Container container)
    {
        if (string.IsNullOrEmpty(container.ImagePullPolicy)) container.ImagePullPolicy = PullPolicy(container.Image);
        if (string.IsNullOrEmpty(container.TerminationMessagePath)) container.TerminationMessagePath = TerminationLog;
        if (string.IsNullOrEmpty(container.TerminationMessagePolicy)) container.TerminationMessagePolicy = "File";
        ApplyParts(container);
    }

    private static void Apply(V1EphemeralContainer container)
    {
        if (string.IsNullOrEmpty(container.ImagePullPolicy)) container.ImagePullPolicy = PullPolicy(container.Image);
        if (string.IsNullOrEmpty(container.TerminationMessagePath)) container.TerminationMessagePath = TerminationLog;
        if (string.IsNullOrEmpty(container.TerminationMessagePolicy)) container.TerminationMessagePolicy = "File";
        ApplyParts(PodContainers.AsContainer(container));
    }

    /// <summary>What hangs below a container, so that a shallow copy of an ephemeral one will do.</summary>
    private static void ApplyParts(V1Container container)
    {
        foreach (var port in container.Ports.OrEmpty())
        {
            if (string.IsNullOrEmpty(port.Protocol)) port.Protocol = "TCP";
        }

        foreach (var variable in container.Env.OrEmpty()) Apply(variable.ValueFrom);
        Apply(container.Resources);
        Apply(container.LivenessProbe);
        Apply(container.ReadinessProbe);
        Apply(container.StartupProbe);
        Apply(container.Lifecycle?.PostStart?.HttpGet);
        Apply(container.Lifecycle?.PreStop?.HttpGet);
    }

    private static void Apply(V1EnvVarSource? source)
    {
        if (source is null) return;
        Apply(source.FieldRef);
        if (source.FileKeyRef is { Optional: null } file) file.Optional = false;
    }

    private static void Apply(V1ObjectFieldSelector? field)
    {
        if (field is not null && string.IsNullOrEmpty(field.ApiVersion)) field.ApiVersion = "v1";
    }

    private static void Apply(V1Probe? probe)
    {
        if (probe is null) return;
        if ((probe.TimeoutSeconds ?? 0) == 0) probe.TimeoutSeconds = 1;
        if ((probe.PeriodSeconds ?? 0) == 0) probe.PeriodSeconds = 10;
        if ((probe.SuccessThreshold ?? 0) == 0) probe.SuccessThreshold = 1;
        if ((probe.FailureThreshold ?? 0) == 0) probe.FailureThreshold = 3;
        Apply(probe.HttpGet);
        if (probe.Grpc is { Service: null } grpc) grpc.Service = "";
    }

    private static void Apply(V1HTTPGetAction? action)
    {
        if (action is null) return;
        if (string.IsNullOrEmpty(action.Path)) action.Path = "/";
        if (string.IsNullOrEmpty(action.Scheme)) action.Scheme = "HTTP";
    }

    private static void Apply(V1ResourceRequirements? resources)
    {
        if (resources is null) return;
        RoundUp(resources.Limits);
        RoundUp(resources.Requests);
    }

    /// <summary>Quantities finer than a thousandth are rounded up to one.</summary>
    private static void RoundUp(Dictionary<string, ResourceQuantity>? resources)
    {
        if (resources is null) return;
        foreach (var (name, quantity) in resources.ToArray())
        {
            resources[name] = quantity.IsInteger || quantity.CompareTo(ResourceQuantity.FromMilli(quantity.MilliValue)) == 0
                ? quantity
                : ResourceQuantity.FromMilli(quantity.MilliValue);
        }
    }

    private static string PullPolicy(string? image) => ImageName.MeansLatest(image) ? PodContainers.Always : "IfNotPresent";
}
