using Kube.Api.Models;

namespace Kube.Controllers.Deployments;

/// <summary>The conditions of a deployment.</summary>
internal static class DeploymentConditions
{
    public static V1DeploymentCondition? Find(V1DeploymentStatus status, string type) => status.Conditions?.Find(condition => condition.Type == type);

    /// <summary>Puts a condition; one of the same status and reason stays as it is, and its time of transition stays while the status does.</summary>
    public static void Set(V1DeploymentStatus status, V1DeploymentCondition condition)
    {
        var current = Find(status, condition.Type);
        if (current is not null && current.Status == condition.Status && current.Reason == condition.Reason) return;
        if (current is not null && current.Status == condition.Status) condition.LastTransitionTime = current.LastTransitionTime;
        Remove(status, condition.Type);
        (status.Conditions ??= []).Add(condition);
    }

    public static void Remove(V1DeploymentStatus status, string type) => status.Conditions?.RemoveAll(condition => condition.Type == type);

    public static V1DeploymentCondition New(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        Type = type,
        Status = status,
        LastUpdateTime = now.UtcDateTime,
        LastTransitionTime = now.UtcDateTime,
        Reason = reason,
        Message = message,
    };
}
