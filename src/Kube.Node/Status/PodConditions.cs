using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Resizing;
using Kube.Node.Runtime;

namespace Kube.Node.Status;

/// <summary>The conditions that the node owns (upstream's <c>pkg/kubelet/status/generate.go</c>, 1.36). Pure.</summary>
internal static class PodConditions
{
    public const string ReadyToStartContainers = "PodReadyToStartContainers";
    public const string Initialized = "Initialized";
    public const string Ready = "Ready";
    public const string ContainersReady = "ContainersReady";
    public const string Scheduled = "PodScheduled";

    public const string DisruptionTarget = "DisruptionTarget";

    public const string ResizePending = "PodResizePending";

    public const string ResizeInProgress = "PodResizeInProgress";

    public static bool IsOwned(string type) => type is ResizePending or ResizeInProgress or ReadyToStartContainers or Initialized or Ready or ContainersReady or Scheduled;

    /// <summary>Sets the node's conditions after those of others, which stay as the API server has them.</summary>
    public static void Set(V1PodStatus status, PodStatusInput input)
    {
        var others = new List<V1PodCondition>();
        foreach (var condition in input.Pod.Status.Conditions ?? [])
            if (!IsOwned(condition.Type)) others.Add(condition);
        var containersReady = ContainersReadyOf(input.Pod, status);
        V1PodCondition[] own =
        [
            .. Resize(input), ReadyToStart(input), InitializedOf(input.Pod, status), ReadyOf(input.Pod, others, containersReady), containersReady, new() { Type = Scheduled, Status = "True" },
        ];
        foreach (var condition in own)
        {
            condition.ObservedGeneration ??= input.Pod.Metadata.Generation;
            var before = Find(input.Previous.Conditions, condition.Type) ?? Find(input.Pod.Status.Conditions, condition.Type);
            condition.LastTransitionTime = before?.Status == condition.Status && before.LastTransitionTime is { } since ? since : input.Now.UtcDateTime;
        }

        if (input.Verdict is { Disruption.Length: > 0 } verdict)
        {
            others.RemoveAll(condition => condition.Type == DisruptionTarget);
            var told = Find(input.Previous.Conditions, DisruptionTarget);
            others.Add(new()
            {
                Type = DisruptionTarget,
                Status = "True",
                Reason = verdict.Disruption,
                Message = verdict.DisruptionMessage.Length > 0 ? verdict.DisruptionMessage : verdict.Message,
                ObservedGeneration = input.Pod.Metadata.Generation,
                LastTransitionTime = told?.LastTransitionTime ?? input.Now.UtcDateTime,
            });
        }

        status.Conditions = [.. others, .. own];
    }

    public static V1PodCondition? Find(List<V1PodCondition>? conditions, string type)
    {
        foreach (var condition in conditions ?? [])
            if (condition.Type == type) return condition;
        return null;
    }

    private static IEnumerable<V1PodCondition> Resize(PodStatusInput input)
    {
        if (input.ResizePending is { } pending) yield return Of(ResizePending, pending);
        if (input.ResizeInProgress is { } going) yield return Of(ResizeInProgress, going);

        static V1PodCondition Of(string type, ResizeState state) => new()
        {
            Type = type,
            Status = "True",
            Reason = state.Reason.Length > 0 ? state.Reason : null,
            Message = state.Message.Length > 0 ? state.Message : null,
            ObservedGeneration = state.Generation > 0 ? state.Generation : null,
        };
    }

    private static V1PodCondition ReadyToStart(PodStatusInput input)
    {
        var up = input.Observed.Sandbox is { State: SandboxState.Ready } sandbox && (input.Pod.Spec.HostNetwork == true || sandbox.Addresses.Count > 0);
        return Condition(ReadyToStartContainers, up);
    }

    private static V1PodCondition InitializedOf(V1Pod pod, V1PodStatus status)
    {
        var unknown = new List<string>();
        var incomplete = new List<string>();
        foreach (var container in pod.Spec.InitContainers ?? [])
        {
            var state = status.InitContainerStatuses?.Find(s => s.Name == container.Name);
            if (state is null) unknown.Add(container.Name);
            else if (PodFacts.IsSidecar(container) ? state.Started != true : !state.Ready) incomplete.Add(container.Name);
        }

        if (status.Phase == "Succeeded" && unknown.Count == 0) return Condition(Initialized, true, "PodCompleted");
        if (status.ContainerStatuses?.Any(c => c.State.Running is not null || c.State.Terminated is not null || c.LastState.Terminated is not null) == true)
            return Condition(Initialized, true);
        return Judge(Initialized, unknown, incomplete, "incomplete", "ContainersNotInitialized");
    }

    private static V1PodCondition ContainersReadyOf(V1Pod pod, V1PodStatus status)
    {
        var unknown = new List<string>();
        var unready = new List<string>();
        foreach (var container in (pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar)) Look(container.Name, status.InitContainerStatuses);
        foreach (var container in pod.Spec.Containers) Look(container.Name, status.ContainerStatuses);

        if (status.Phase == "Succeeded" && unknown.Count == 0) return Condition(ContainersReady, false, "PodCompleted");
        if (status.Phase == "Failed") return Condition(ContainersReady, false, "PodFailed");
        return Judge(ContainersReady, unknown, unready, "unready", "ContainersNotReady");

        void Look(string name, List<V1ContainerStatus>? statuses)
        {
            var state = statuses?.Find(s => s.Name == name);
            if (state is null) unknown.Add(name);
            else if (!state.Ready) unready.Add(name);
        }
    }

    private static V1PodCondition ReadyOf(V1Pod pod, List<V1PodCondition> others, V1PodCondition containersReady)
    {
        if (containersReady.Status != "True")
            return new() { Type = Ready, Status = containersReady.Status, Reason = containersReady.Reason, Message = containersReady.Message };
        var messages = new List<string>();
        foreach (var gate in pod.Spec.ReadinessGates ?? [])
        {
            var condition = others.Find(other => other.Type == gate.ConditionType);
            if (condition is null) messages.Add($"corresponding condition of pod readiness gate \"{gate.ConditionType}\" does not exist.");
            else if (condition.Status != "True") messages.Add($"the status of pod readiness gate \"{gate.ConditionType}\" is not \"True\", but {condition.Status}");
        }

        return messages.Count == 0
            ? Condition(Ready, true)
            : new() { Type = Ready, Status = "False", Reason = "ReadinessGatesNotReady", Message = string.Join(", ", messages) };
    }

    private static V1PodCondition Judge(string type, List<string> unknown, List<string> lacking, string word, string reason)
    {
        var messages = new List<string>();
        if (unknown.Count > 0) messages.Add($"containers with unknown status: {GoText.List(unknown)}");
        if (lacking.Count > 0) messages.Add($"containers with {word} status: {GoText.List(lacking)}");
        return messages.Count == 0 ? Condition(type, true) : new() { Type = type, Status = "False", Reason = reason, Message = string.Join(", ", messages) };
    }

    private static V1PodCondition Condition(string type, bool value, string? reason = null) => new() { Type = type, Status = value ? "True" : "False", Reason = reason };
}
