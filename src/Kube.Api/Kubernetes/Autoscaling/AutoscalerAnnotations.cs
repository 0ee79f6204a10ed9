using System.Buffers;
using System.Text;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>What version 1 of autoscalers cannot say and therefore keeps in annotations, in the form that upstream gives it there (1.36,
/// <c>pkg/apis/autoscaling/v1/conversion.go</c>), so that a client of version 1 takes nothing away.</summary>
internal static class AutoscalerAnnotations
{
    private const string Metrics = "autoscaling.alpha.kubernetes.io/metrics";
    private const string CurrentMetrics = "autoscaling.alpha.kubernetes.io/current-metrics";
    private const string Conditions = "autoscaling.alpha.kubernetes.io/conditions";
    private const string Behavior = "autoscaling.alpha.kubernetes.io/behavior";

    private static readonly string[] s_all = [Metrics, CurrentMetrics, Conditions, Behavior];

    /// <summary>Writes into the served form's annotations what only the stored form says.</summary>
    public static void Write(V1HorizontalPodAutoscaler served, V2HorizontalPodAutoscaler stored)
    {
        var others = (stored.Spec.Metrics ?? []).Exists(metric => !IsCpu(metric));
        var (status, conditions) = (stored.Status.CurrentMetrics is { Count: > 0 }, stored.Status.Conditions is { Count: > 0 });
        if (!others && !status && !conditions && stored.Spec.Behavior is null) return;

        var tree = ToTree(stored);
        // The metadata is the stored object's no more, but its annotations may still be shared with a reader.
        var annotations = served.Metadata.Annotations = new(served.Metadata.Annotations ?? []);
        var spec = tree.GetObject("spec"u8) ?? TreeObject.Empty;
        var observed = tree.GetObject("status"u8) ?? TreeObject.Empty;
        if (others)
        {
            var left = Items(spec, "metrics"u8).Where((_, index) => !IsCpu(stored.Spec.Metrics![index]));
            annotations[Metrics] = TreeArray.Of([.. left.Select(MetricsV1.Source)]).ToString();
        }

        if (status) annotations[CurrentMetrics] = TreeArray.Of([.. Items(observed, "currentMetrics"u8).Select(MetricsV1.Status)]).ToString();
        if (conditions) annotations[Conditions] = observed["conditions"u8]!.ToString();
        if (stored.Spec.Behavior is not null) annotations[Behavior] = spec["behavior"u8]!.ToString();
    }

    /// <summary>Reads the annotations back into the stored form, which does not keep them. One that is no JSON of the kind says nothing.</summary>
    public static void Read(V2HorizontalPodAutoscaler stored)
    {
        if (stored.Metadata.Annotations is not { } annotations || !s_all.Any(annotations.ContainsKey)) return;
        if (Parse(annotations, Metrics, "spec"u8, "metrics"u8, MetricsV1.ToSource)?.Spec.Metrics is { } others)
            stored.Spec.Metrics = [.. others, .. stored.Spec.Metrics ?? []];
        if (Parse(annotations, Behavior, "spec"u8, "behavior"u8, null)?.Spec.Behavior is { } behavior) stored.Spec.Behavior = behavior;
        if (Parse(annotations, CurrentMetrics, "status"u8, "currentMetrics"u8, MetricsV1.ToStatus)?.Status.CurrentMetrics is { } current)
            stored.Status.CurrentMetrics = current;
        if (Parse(annotations, Conditions, "status"u8, "conditions"u8, null)?.Status.Conditions is { } conditions) stored.Status.Conditions = conditions;

        var left = annotations.Where(entry => !s_all.Contains(entry.Key)).ToDictionary();
        stored.Metadata.Annotations = left.Count == 0 ? null : left;
    }

    /// <summary>The one metric that version 1 can say.</summary>
    public static bool IsCpu(V2MetricSpec metric) => metric is { Type: "Resource", Resource: { Name: "cpu", Target.AverageUtilization: not null } };

    private static IEnumerable<TreeObject> Items(TreeObject parent, ReadOnlySpan<byte> name) =>
        parent.GetArray(name) is { } list ? list.Items.ToArray().OfType<TreeObject>() : [];

    private static TreeObject ToTree(V2HorizontalPodAutoscaler stored)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        KubernetesTypes.Codec<V2HorizontalPodAutoscaler>().Encode(stored, json);
        return (TreeObject)TreeNode.Parse(json.WrittenMemory);
    }

    /// <summary>An autoscaler of which only that member is set; null without the annotation.</summary>
    private static V2HorizontalPodAutoscaler? Parse(
        Dictionary<string, string> annotations, string key, ReadOnlySpan<byte> part, ReadOnlySpan<byte> member, Func<TreeObject, TreeNode>? translate)
    {
        if (!annotations.TryGetValue(key, out var text)) return null;
        try
        {
            var value = TreeNode.Parse(Encoding.UTF8.GetBytes(text));
            if (translate is not null)
            {
                if (value is not TreeArray list) return null;
                value = TreeArray.Of([.. list.Items.ToArray().OfType<TreeObject>().Select(translate)]);
            }

            var whole = TreeObject.Empty.With(part, TreeObject.Empty.With(member, value));
            return (V2HorizontalPodAutoscaler)KubernetesTypes.Codec<V2HorizontalPodAutoscaler>().Decode(whole.ToUtf8(), null);
        }
        catch (Exception e) when (e is TreeFormatException or ModelFormatException)
        {
            return null;
        }
    }
}
