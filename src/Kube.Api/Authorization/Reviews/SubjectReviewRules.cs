using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Api.Validation;

namespace Kube.Api.Authorization.Reviews;

/// <summary>What may stand in a question about access (upstream's <c>pkg/apis/authorization/validation</c>, 1.36).</summary>
internal static class SubjectReviewRules
{
    private static readonly FieldPath s_spec = FieldPath.Root("spec");

    /// <exception cref="InvalidException">The question is none.</exception>
    public static void Check(IKubernetesObject<V1ObjectMeta> review, V1SubjectAccessReviewSpec spec, bool isLocal = false, bool isSelf = false)
    {
        var errors = new FieldErrors();
        CheckWhat(spec, errors);
        if (!isSelf && string.IsNullOrEmpty(spec.User) && spec.Groups is null or [])
            errors.Invalid(s_spec.Child("user"), "", "at least one of user or group must be specified");
        if (spec.ResourceAttributes is { } attributes) CheckSelectors(attributes, errors);
        CheckMetadata(review, isLocal, errors);
        if (isLocal && spec.ResourceAttributes is { } local && (local.Namespace ?? "") != (review.Metadata.Namespace ?? ""))
            errors.Invalid(s_spec.Child("resourceAttributes").Child("namespace"), local.Namespace ?? "", "must match metadata.namespace");
        if (isLocal && spec.NonResourceAttributes is { } path) errors.Invalid(s_spec.Child("nonResourceAttributes"), Show(path), "disallowed on this kind of request");
        if (errors.Count > 0) throw new InvalidException("authorization.k8s.io", "", "", errors);
    }

    private static void CheckWhat(V1SubjectAccessReviewSpec spec, FieldErrors errors)
    {
        if (spec is { ResourceAttributes: not null, NonResourceAttributes: { } path })
            errors.Invalid(s_spec.Child("nonResourceAttributes"), Show(path), "cannot be specified in combination with resourceAttributes");
        if (spec is { ResourceAttributes: null, NonResourceAttributes: null })
            errors.Invalid(s_spec.Child("resourceAttributes"), null, "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }

    private static void CheckSelectors(V1ResourceAttributes attributes, FieldErrors errors)
    {
        var path = s_spec.Child("resourceAttributes");
        if (attributes.FieldSelector is { } fields) CheckSelector(fields.RawSelector, fields.Requirements?.Select(static one => one.Key), errors, path.Child("fieldSelector"));
        if (attributes.LabelSelector is { } labels) CheckSelector(labels.RawSelector, labels.Requirements?.Select(static one => one.Key), errors, path.Child("labelSelector"));
    }

    private static void CheckSelector(string? raw, IEnumerable<string>? keys, FieldErrors errors, FieldPath path)
    {
        string[] requirements = [.. keys ?? []];
        if (!string.IsNullOrEmpty(raw) && requirements.Length > 0)
            errors.Invalid(path.Child("rawSelector"), raw, "may not specified at the same time as requirements");
        else if (string.IsNullOrEmpty(raw) && requirements.Length == 0)
            errors.Required(path.Child("requirements"), $"when {path} is specified, requirements or rawSelector is required");
        for (var i = 0; i < requirements.Length; i++)
            if (requirements[i].Length == 0) errors.Required(path.Child("requirements").Index(i).Child("key"), "must be specified");
    }

    private static void CheckMetadata(IKubernetesObject<V1ObjectMeta> review, bool isLocal, FieldErrors errors)
    {
        var rest = review.Metadata.DeepClone();
        rest.ManagedFields = null;
        if (isLocal) rest.Namespace = null;
        if (rest.SemanticEquals(new V1ObjectMeta())) return;
        var shown = ManagedFieldsStep.ToTree(KubernetesTypes.Find(GroupVersionKind.From(review.ApiVersion!, review.Kind!))!, review).GetObject("metadata"u8)!;
        errors.Invalid(
            FieldPath.Root("metadata"), new JsonText(System.Text.Encoding.UTF8.GetString(shown.ToUtf8())), isLocal ? "must be empty except for namespace" : "must be empty");
    }

    private static JsonText Show(V1NonResourceAttributes path) =>
        new($"{{\"Path\":{BadValue.JsonQuote(path.Path ?? "")},\"Verb\":{BadValue.JsonQuote(path.Verb ?? "")}}}");
}
