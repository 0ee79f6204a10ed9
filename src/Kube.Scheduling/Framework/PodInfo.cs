using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Scheduling.Pods;

namespace Kube.Scheduling.Framework;

/// <summary>A pod and what the scheduler knows of it. Immutable.</summary>
public sealed class PodInfo
{
    internal PodInfo(V1Pod pod, PodShape shape)
    {
        Pod = pod;
        Shape = shape;
        Priority = pod.Spec?.Priority ?? 0;
    }

    /// <summary>The pod; shared, read-only.</summary>
    public V1Pod Pod { get; }

    /// <summary>Its namespace and name.</summary>
    public ObjectKey Key => new(Pod.Metadata.Namespace ?? "", Pod.Metadata.Name ?? "");

    /// <summary>Its uid.</summary>
    public string Uid => Pod.Metadata.Uid ?? "";

    /// <summary>Its namespace.</summary>
    public string Namespace => Pod.Metadata.Namespace ?? "";

    /// <summary>Its priority; 0 when it has none.</summary>
    public int Priority { get; }

    /// <summary>The profile that it asks for.</summary>
    public string SchedulerName => Pod.Spec?.SchedulerName is { Length: > 0 } name ? name : "default-scheduler";

    /// <summary>What placement depends on; pods that are alike share it.</summary>
    internal PodShape Shape { get; }

    internal Dictionary<string, string>? Labels => Pod.Metadata.Labels;

    /// <summary>How much it requests of a resource: thousandths for <c>cpu</c>, else units.</summary>
    public long Requests(string resource) => Shape.Requests.Of(resource);

    /// <summary>Whether it tolerates a taint, by key, value and effect.</summary>
    public bool Tolerates(V1Taint taint)
    {
        ArgumentNullException.ThrowIfNull(taint);
        foreach (var toleration in Shape.Tolerations)
            if (TolerationRules.Tolerates(toleration, taint)) return true;
        return false;
    }

    /// <summary>The same pod, as it is now.</summary>
    internal PodInfo With(V1Pod pod) => new(pod, Shape);

    /// <inheritdoc/>
    public override string ToString() => Key.ToString();
}
