using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Node.Agent;

namespace Kube.Node.Resizing;

/// <summary>Messages of the events about resizes (upstream's <c>pkg/kubelet/events/pod_resize.go</c>, 1.36). Pure.</summary>
internal static class ResizeTexts
{
    public static string Pending(V1Pod pod, string reason, string message) => $"Pod resize {reason}: {Summary(pod, message)}";

    public static string Started(V1Pod pod) => $"Pod resize started: {Summary(pod, "")}";

    public static string Completed(V1Pod pod) => $"Pod resize completed: {Summary(pod, "")}";

    public static string Failed(V1Pod pod, string error) => $"Pod resize error: {Summary(pod, error)}";

    private static string Summary(V1Pod pod, string error)
    {
        var summary = TreeObject.Empty;
        var sidecars = (pod.Spec.InitContainers ?? []).Where(PodFacts.IsSidecar).Select(Describe).ToArray();
        if (sidecars.Length > 0) summary = summary.With("initContainers", TreeArray.Of(sidecars));
        summary = summary.With("containers", TreeArray.Of([.. pod.Spec.Containers.Select(Describe)]));
        if (pod.Metadata.Generation is { } generation) summary = summary.With("generation", TreeNumber.Of(generation));
        if (error.Length > 0) summary = summary.With("error", TreeString.Of(error));
        return System.Text.Encoding.UTF8.GetString(summary.ToUtf8());
    }

    private static TreeNode Describe(V1Container container)
    {
        var resources = TreeObject.Empty;
        if (container.Resources?.Limits is { Count: > 0 } limits) resources = resources.With("limits", Amounts(limits));
        if (container.Resources?.Requests is { Count: > 0 } requests) resources = resources.With("requests", Amounts(requests));
        return TreeObject.Empty.With("name", TreeString.Of(container.Name)).With("resources", resources);
    }

    private static TreeObject Amounts(Dictionary<string, ResourceQuantity> amounts)
    {
        var result = TreeObject.Empty;
        foreach (var (name, amount) in amounts.OrderBy(pair => pair.Key, StringComparer.Ordinal)) result = result.With(name, TreeString.Of(amount.ToString()));
        return result;
    }
}
