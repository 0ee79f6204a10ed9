using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kube.Api.Authentication;
using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Core.Pods;
using Kube.Api.Models;
using Kube.Api.Patch;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Tests.Kubernetes.Core.Pods;

/// <summary>Runs recorded requests through the strategies of pods, without server or store, beside what the default admission plugins add.</summary>
internal sealed class PodReplay
{
    private static readonly ObjectCodec Codec = KubernetesTypes.Find(new GroupVersionKind("", "v1", "Pod"))!;
    private static readonly DateTime Now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly UserInfo User = new("admin");

    private readonly Dictionary<string, V1Pod> _pods = [];

    /// <summary>What came of a step, in the same words as <see cref="Expected"/>; null when the step is not one for strategies to decide.</summary>
    public List<string>? Run(RecordedStep step)
    {
        if (step.Status is not (200 or 201 or 422)) return null;
        var warnings = new List<string>();
        var errors = new FieldErrors();
        var pod = step.Method == "POST" ? Create(step, errors, warnings) : Update(step, errors, warnings);
        if (pod is null) return null;
        var found = errors.Select(error => $"{error.Reason} {error.Field}: {error.Message}").Concat(warnings.Select(warning => $"warning {warning}")).ToList();
        if (errors.Count == 0)
        {
            found.Add(Comparable(Encode(pod)));
            _pods[pod.Metadata.Name!] = pod;
        }

        return found;
    }

    public static List<string> Expected(RecordedStep step)
    {
        var expected = step.Causes.Concat(step.Warnings.Select(warning => $"warning {warning}")).ToList();
        if (step.Status != 422) expected.Add(Comparable(JsonNode.Parse(step.Answer.GetRawText())!));
        return expected;
    }

    private static V1Pod? Create(RecordedStep step, FieldErrors errors, List<string> warnings)
    {
        if (step.Subresource.Length > 0) return null;
        var strategy = new PodStrategy();
        var pod = Decode(step.Body.GetRawText());
        pod.Metadata.Namespace = "w";
        if (!string.IsNullOrEmpty(pod.Metadata.GenerateName)) pod.Metadata.Name = pod.Metadata.GenerateName + "{{name:1}}";
        pod.Metadata.ManagedFields = null;
        strategy.Default(pod);
        Admit(pod.Spec!);
        strategy.PrepareForCreate(pod, Context("", warnings));
        ObjectMetaValidation.ValidateCreate(pod.Metadata, namespaced: true, strategy.NameRule, errors, FieldPath.Root("metadata"));
        strategy.ValidateCreate(pod, errors);
        if (errors.Count == 0) strategy.WarnOnCreate(pod, warnings);
        return pod;
    }

    private V1Pod? Update(RecordedStep step, FieldErrors errors, List<string> warnings)
    {
        if (!_pods.TryGetValue(step.Name, out var old)) return null;
        ResourceStrategy<V1Pod> strategy = step.Subresource switch
        {
            "" => new PodStrategy(),
            "status" => new PodStatusStrategy(),
            "ephemeralcontainers" => new PodEphemeralContainersStrategy(),
            _ => new PodResizeStrategy(),
        };
        var pod = Decode(Changed(step, old));
        pod.Metadata.ManagedFields = null;
        strategy.Default(pod);
        if (step.Subresource.Length == 0) AdmitChange(pod.Spec!, old.Spec!);
        pod.Metadata.Namespace = old.Metadata.Namespace;
        pod.Metadata.Generation = old.Metadata.Generation;
        strategy.PrepareForUpdate(pod, old, Context(step.Subresource, warnings));
        pod.Metadata.Uid = old.Metadata.Uid;
        pod.Metadata.CreationTimestamp = old.Metadata.CreationTimestamp;
        ObjectMetaValidation.ValidateUpdate(pod.Metadata, old.Metadata, errors, FieldPath.Root("metadata"));
        strategy.ValidateUpdate(pod, old, errors);
        if (errors.Count == 0) strategy.WarnOnUpdate(pod, old, warnings);
        return pod;
    }

    private static string Changed(RecordedStep step, V1Pod old)
    {
        var body = step.Body.GetRawText();
        if (step.Method == "PUT") return body;
        var patch = Encoding.UTF8.GetBytes(body);
        ObjectPatch parsed = step.ContentType.StartsWith("application/strategic", StringComparison.Ordinal)
            ? StrategicMergePatch.Parse(patch, strict: false)
            : MergePatch.Parse(patch, strict: false);
        var json = new ArrayBufferWriter<byte>();
        Codec.Encode(old, json);
        return parsed.Apply(TreeNode.Parse(json.WrittenMemory.ToArray(), null, null), Codec.Schema).ToString()!;
    }

    /// <summary>ServiceAccount, DefaultTolerationSeconds and Priority, for a pod that wishes nothing of the kind itself.</summary>
    private static void Admit(V1PodSpec spec)
    {
        if (string.IsNullOrEmpty(spec.ServiceAccountName)) spec.ServiceAccountName = spec.ServiceAccount = "default";
        spec.Priority = 0;
        spec.PreemptionPolicy = "PreemptLowerPriority";
        AddTolerations(spec);
    }

    private static void AdmitChange(V1PodSpec spec, V1PodSpec old)
    {
        spec.Priority ??= old.Priority;
        spec.PreemptionPolicy ??= old.PreemptionPolicy;
        AddTolerations(spec);
    }

    private static void AddTolerations(V1PodSpec spec)
    {
        spec.Tolerations ??= [];
        foreach (var key in (string[])["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"])
        {
            if (spec.Tolerations.Exists(toleration => toleration.Key == key || (string.IsNullOrEmpty(toleration.Key) && toleration.Effect is null or "" or "NoExecute")))
                continue;
            spec.Tolerations.Add(new V1Toleration { Key = key, Operator = "Exists", Effect = "NoExecute", TolerationSeconds = 300 });
        }
    }

    private static StrategyContext Context(string subresource, List<string> warnings) =>
        new(User, Now, Codec.Kind, "w", subresource, DryRun: false) { Warnings = warnings };

    private static V1Pod Decode(string json) => (V1Pod)Codec.Decode(Encoding.UTF8.GetBytes(json), null);

    private static JsonNode Encode(V1Pod pod)
    {
        var json = new ArrayBufferWriter<byte>();
        Codec.Encode(pod, json);
        return JsonNode.Parse(json.WrittenSpan)!;
    }

    /// <summary>The object without what a server fills in: identity, revisions, owners of fields, times of its own.</summary>
    private static string Comparable(JsonNode pod)
    {
        var metadata = pod["metadata"]!.AsObject();
        foreach (var name in (string[])["uid", "resourceVersion", "creationTimestamp", "managedFields", "namespace", "deletionTimestamp", "name"]) metadata.Remove(name);
        foreach (var condition in pod["status"]?["conditions"]?.AsArray() ?? [])
        {
            if (condition!["type"]!.GetValue<string>() == "PodScheduled") condition.AsObject().Remove("lastTransitionTime");
        }

        return pod.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }
}
