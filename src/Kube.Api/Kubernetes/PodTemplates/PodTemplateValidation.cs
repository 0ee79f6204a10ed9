using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of the pod template inside a workload.</summary>
internal static class PodTemplateValidation
{
    /// <summary>Reports every rule that the template breaks.</summary>
    /// <param name="template">Null counts as an empty template.</param>
    /// <param name="path">Where it stands, such as <c>spec.template</c>.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="options">Null for a new object; <see cref="PodValidationOptions.ForTemplateUpdate"/> for an update.</param>
    public static void Validate(V1PodTemplateSpec? template, FieldPath path, FieldErrors errors, PodValidationOptions? options = null)
    {
        options ??= PodValidationOptions.Strict;
        var metadata = template?.Metadata ?? new V1ObjectMeta();
        var spec = template?.Spec ?? new V1PodSpec();
        ObjectMetaValidation.ValidateLabels(metadata.Labels, errors, path.Child("labels"));
        ObjectMetaValidation.ValidateAnnotations(metadata.Annotations, errors, path.Child("annotations"));
        PodAnnotations.Validate(metadata.Annotations, spec, path.Child("annotations"), errors, options);

        var specPath = path.Child("spec");
        PodSpecValidation.Validate(spec, null, specPath, errors, options);
        SeccompAnnotations.Match(metadata, spec, specPath, errors);
        if (spec.EphemeralContainers.Count() > 0) errors.Forbidden(specPath.Child("ephemeralContainers"), "ephemeral containers not allowed in pod template");
    }
}
