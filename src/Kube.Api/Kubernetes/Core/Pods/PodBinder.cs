using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Requests;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Pods;

/// <summary>Binds pods to nodes, as schedulers ask. A binding is no update by a client: it passes by the rules of updates, the generation and the managed fields.</summary>
internal sealed class PodBinder(ObjectCommits commits, IResourceCatalog catalog)
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");

    /// <summary>Binds one pod.</summary>
    /// <returns>The answer to the binding.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<V1Status> BindAsync(string name, V1Binding binding, StrategyContext context, CancellationToken cancellationToken)
    {
        CheckTarget(binding);
        if (!catalog.Current.TryFind(Pods, out var resource)) throw new ResourceNotServedException();
        while (true)
        {
            var current = await commits.ReadAsync(resource.Stored, context.Namespace, name, cancellationToken) ?? throw new NotFoundException(Pods, name);
            CheckUid(name, binding, current.Object.Facts.Uid, context);
            var pod = (V1Pod)current.Object.Decode(current.Revision);
            if (Refusal(pod) is { } refusal) throw new ConflictException("", "pods/binding", name, refusal);
            Assign(pod, binding, context.Now);
            if (context.DryRun) break;
            var json = ObjectEncoder.Encode(pod, resource.Stored);
            if (await commits.UpdateAsync(resource.Stored, context.Namespace, name, json, current.Revision, cancellationToken) is not null) break;
        }

        return new V1Status { Kind = "Status", ApiVersion = "v1", Status = "Success", Code = 201 };
    }

    /// <summary>Upstream lets what is wrong here through as a plain error.</summary>
    private static void CheckTarget(V1Binding binding)
    {
        var errors = new FieldErrors();
        var path = FieldPath.Root("target");
        if (!string.IsNullOrEmpty(binding.Target.Kind) && binding.Target.Kind != "Node")
            errors.NotSupported(path.Child("kind"), binding.Target.Kind, "Node", "<empty>");
        if (string.IsNullOrEmpty(binding.Target.Name)) errors.Required(path.Child("name"));
        if (errors.Count == 0) return;
        throw new UnclassifiedException(errors.Count == 1 ? errors[0].ToString() : $"[{string.Join(", ", errors)}]");
    }

    private static void CheckUid(string name, V1Binding binding, string uid, StrategyContext context)
    {
        var expected = binding.Metadata.Uid;
        if (string.IsNullOrEmpty(expected) || expected == uid) return;
        throw new ConflictException(
            "", "pods", name,
            $"StorageError: invalid object, Code: 4, Key: /registry/pods/{context.Namespace}/{name}, ResourceVersion: 0, AdditionalErrorMsg: "
            + $"Precondition failed: UID in precondition: {expected}, UID in object meta: {uid}");
    }

    private static string? Refusal(V1Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null) return $"pod {pod.Metadata.Name} is being deleted, cannot be assigned to a host";
        if (!string.IsNullOrEmpty(pod.Spec?.NodeName)) return $"pod {pod.Metadata.Name} is already assigned to node {BadValue.Quote(pod.Spec.NodeName)}";
        return (pod.Spec?.SchedulingGates).Count() > 0 ? $"pod {pod.Metadata.Name} has non-empty .spec.schedulingGates" : null;
    }

    private static void Assign(V1Pod pod, V1Binding binding, DateTime now)
    {
        pod.Spec ??= new V1PodSpec();
        pod.Spec.NodeName = binding.Target.Name;
        foreach (var (key, value) in binding.Metadata.Annotations.OrEmpty()) (pod.Metadata.Annotations ??= [])[key] = value;
        foreach (var (key, value) in binding.Metadata.Labels.OrEmpty()) (pod.Metadata.Labels ??= []).TryAdd(key, value);
        pod.Status ??= new V1PodStatus();
        pod.Status.Conditions ??= [];
        pod.Status.Conditions.RemoveAll(condition => condition.Type == PodConditions.Scheduled);
        pod.Status.Conditions.Add(new V1PodCondition { Type = PodConditions.Scheduled, Status = "True", LastTransitionTime = now });
    }
}
