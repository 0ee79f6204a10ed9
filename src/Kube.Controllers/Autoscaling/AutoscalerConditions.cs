using Kube.Api.Models;

namespace Kube.Controllers.Autoscaling;

/// <summary>The conditions of one autoscaler while they are made.</summary>
internal sealed class AutoscalerConditions(IEnumerable<V2HorizontalPodAutoscalerCondition>? known, DateTime now)
{
    private readonly List<V2HorizontalPodAutoscalerCondition> _conditions = [.. (known ?? []).Select(static condition => condition.DeepClone())];

    public List<V2HorizontalPodAutoscalerCondition> List => _conditions;

    public void AbleToScale(bool status, string reason, string message) => Set("AbleToScale", status, reason, message);

    public void ScalingActive(bool status, string reason, string message) => Set("ScalingActive", status, reason, message);

    public void ScalingLimited(bool status, string reason, string message) => Set("ScalingLimited", status, reason, message);

    private void Set(string type, bool holds, string reason, string message)
    {
        var status = holds ? "True" : "False";
        var condition = _conditions.Find(one => one.Type == type);
        if (condition is null) _conditions.Add(condition = new() { Type = type });
        if (condition.Status != status) (condition.Status, condition.LastTransitionTime) = (status, now);
        (condition.Reason, condition.Message) = (reason, message);
    }
}
