using System.Text;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Requests;

/// <summary>What the options of writes may be (upstream's <c>apimachinery/pkg/apis/meta/v1/validation</c>, 1.36).</summary>
internal static class WriteOptionsRules
{
    public static void Check(WriteOptions options, string kind, bool isApply = false)
    {
        if (!isApply && options is { DryRun.Count: 0, FieldManager: "", FieldValidation: "", Force: null }) return;
        var errors = new FieldErrors();
        if (kind == "PatchOptions")
        {
            if (isApply && options.FieldManager.Length == 0) errors.Required(FieldPath.Root("fieldManager"), "is required for apply patch");
            if (!isApply && options.Force is not null) errors.Forbidden(FieldPath.Root("force"), "may not be specified for non-apply patch");
        }

        if (options.FieldManager.Length > 0) ObjectMetaValidation.ValidateFieldManager(options.FieldManager, errors, FieldPath.Root("fieldManager"));
        CheckDryRun(options.DryRun, errors);
        if (options.FieldValidation is not ("" or "Ignore" or "Strict" or "Warn"))
            errors.NotSupported(FieldPath.Root("fieldValidation"), options.FieldValidation, "", "Ignore", "Strict", "Warn");
        if (errors.Count > 0) throw new InvalidException("meta.k8s.io", kind, "", errors);
    }

    public static void Check(V1DeleteOptions options)
    {
        var errors = new FieldErrors();
        var policy = FieldPath.Root("propagationPolicy");
        if (options is { PropagationPolicy: { } both, OrphanDependents: not null })
            errors.Invalid(policy, both, "orphanDependents and deletionPropagation cannot be both set");
        if (options.PropagationPolicy is { } value and not ("Foreground" or "Background" or "Orphan"))
            errors.NotSupported(policy, value, "Foreground", "Background", "Orphan", "nil");
        CheckDryRun(options.DryRun ?? [], errors);
        if (errors.Count > 0) throw new InvalidException("meta.k8s.io", "DeleteOptions", "", errors);
    }

    private static void CheckDryRun(IReadOnlyList<string> values, FieldErrors errors)
    {
        if (values.All(value => value == "All")) return;
        // Upstream shows the whole list, as JSON.
        var list = new StringBuilder("[").AppendJoin(',', values.Select(BadValue.Quote)).Append(']');
        errors.Add(new(FieldErrorType.NotSupported, "dryRun", $"Unsupported value: {list}: supported values: \"All\""));
    }
}
