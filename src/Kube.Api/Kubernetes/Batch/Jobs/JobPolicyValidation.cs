using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>The rules of a job's failure policy and success policy.</summary>
internal static class JobPolicyValidation
{
    private const int MaximumRules = 20;
    private const int MaximumValues = 255;
    private const int MaximumPatterns = 20;
    private const int MaximumIndexText = 64 * 1024;
    private static readonly string[] Actions = ["Count", "FailIndex", "FailJob", "Ignore"];
    private static readonly string[] Operators = ["In", "NotIn"];
    private static readonly string[] Statuses = ["False", "True", "Unknown"];

    public static void ValidateFailure(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        var rules = spec.PodFailurePolicy!.Rules;
        if (rules.Count > MaximumRules) errors.TooMany(path.Child("rules"), rules.Count, MaximumRules);
        var containers = (spec.Template.Spec?.Containers ?? []).Concat(spec.Template.Spec?.InitContainers ?? []).Select(container => container.Name).ToHashSet();
        for (var i = 0; i < rules.Count; i++) ValidateRule(spec, rules[i], containers, errors, path.Child("rules").Index(i));
    }

    private static void ValidateRule(V1JobSpec spec, V1PodFailurePolicyRule rule, HashSet<string> containers, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(rule.Action))
            errors.Required(path.Child("action"), "valid values: \"Count\", \"FailIndex\", \"FailJob\", \"Ignore\"");
        else if (rule.Action == "FailIndex" && spec.BackoffLimitPerIndex is null)
            errors.Invalid(path.Child("action"), rule.Action, "requires the backoffLimitPerIndex to be set");
        else if (!Actions.Contains(rule.Action)) errors.NotSupported(path.Child("action"), rule.Action, Actions);

        if (rule.OnExitCodes is { } codes) ValidateExitCodes(codes, containers, errors, path.Child("onExitCodes"));
        if (rule.OnPodConditions is { Count: > 0 } patterns) ValidatePatterns(patterns, errors, path.Child("onPodConditions"));
        // Upstream passes its texts as bad values here, which therefore print without a value.
        const string Both = "specifying both OnExitCodes and OnPodConditions is not supported";
        const string Neither = "specifying one of OnExitCodes and OnPodConditions is required";
        if (rule.OnExitCodes is not null && rule.OnPodConditions is { Count: > 0 }) errors.Invalid(path, new JsonText(Both), "");
        if (rule.OnExitCodes is null && rule.OnPodConditions is not { Count: > 0 }) errors.Invalid(path, new JsonText(Neither), "");
    }

    private static void ValidateExitCodes(V1PodFailurePolicyOnExitCodesRequirement codes, HashSet<string> containers, FieldErrors errors, FieldPath path)
    {
        errors.OneOf(path.Child("operator"), codes.Operator, Operators);
        if (codes.ContainerName is { } container && !containers.Contains(container))
        {
            errors.Invalid(path.Child("containerName"), container, "must be one of the container or initContainer names in the pod template");
        }

        var values = path.Child("values");
        if (codes.Values.Count == 0)
        {
            errors.Invalid(values, new JsonText("[]"), "at least one value is required");
            return;
        }

        if (codes.Values.Count > MaximumValues) errors.TooMany(values, codes.Values.Count, MaximumValues);
        var ordered = true;
        var unique = new HashSet<int>();
        for (var i = 0; i < codes.Values.Count; i++)
        {
            var value = codes.Values[i];
            if (codes.Operator == "In" && value == 0) errors.Invalid(values.Index(i), value, "must not be 0 for the In operator");
            if (!unique.Add(value)) errors.Duplicate(values.Index(i), value);
            ordered &= i == 0 || codes.Values[i - 1] <= value;
        }

        if (!ordered) errors.Invalid(values, new JsonText($"[{string.Join(',', codes.Values)}]"), "must be ordered");
    }

    private static void ValidatePatterns(List<V1PodFailurePolicyOnPodConditionsPattern> patterns, FieldErrors errors, FieldPath path)
    {
        if (patterns.Count > MaximumPatterns) errors.TooMany(path, patterns.Count, MaximumPatterns);
        for (var i = 0; i < patterns.Count; i++)
        {
            errors.InvalidEach(path.Index(i).Child("type"), patterns[i].Type, FormatRules.QualifiedName(patterns[i].Type));
            errors.OneOf(path.Index(i).Child("status"), patterns[i].Status, Statuses);
        }
    }

    public static void ValidateSuccess(V1JobSpec spec, FieldErrors errors, FieldPath path)
    {
        var rules = spec.SuccessPolicy!.Rules;
        if (rules.Count == 0) errors.Required(path.Child("rules"), "at least one rules must be specified when the successPolicy is specified");
        if (rules.Count > MaximumRules) errors.TooMany(path.Child("rules"), rules.Count, MaximumRules);
        for (var i = 0; i < rules.Count; i++) ValidateSuccessRule(spec, rules[i], errors, path.Child("rules").Index(i));
    }

    private static void ValidateSuccessRule(V1JobSpec spec, V1SuccessPolicyRule rule, FieldErrors errors, FieldPath path)
    {
        if (rule.SucceededCount is null && rule.SucceededIndexes is null)
            errors.Required(path, "at least one of succeededCount or succeededIndexes must be specified");
        long total = spec.Completions ?? 0;
        if (rule.SucceededIndexes is { } indexes)
        {
            if (indexes.Length > MaximumIndexText) errors.TooLong(path.Child("succeededIndexes"), MaximumIndexText);
            if (JobIndexes.TryCount(indexes, spec.Completions ?? 0, out var count, out var error)) total = count;
            else errors.Invalid(path.Child("succeededIndexes"), indexes, $"error parsing succeededIndexes: {error}");
        }

        if (rule.SucceededCount is not { } needed) return;
        errors.NonNegative(path.Child("succeededCount"), needed);
        if (needed > (spec.Completions ?? 0))
        {
            errors.Invalid(
                path.Child("succeededCount"), needed, $"must be less than or equal to {(spec.Completions ?? 0).ToString(CultureInfo.InvariantCulture)} (the number of specified completions)");
        }

        if (rule.SucceededIndexes is not null && needed > total)
            errors.Invalid(path.Child("succeededCount"), needed, $"must be less than or equal to {total} (the number of indexes in the specified succeededIndexes field)");
    }
}
