using System.Text.Json.Nodes;
using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Cel.Values;
using Kube.Api.Errors;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Holds requests to the ValidatingAdmissionPolicies that are bound (upstream's plugin of that name, 1.36).</summary>
[AdmissionName("ValidatingAdmissionPolicy")]
internal sealed class ValidatingPolicyAdmission(PolicySource source, PolicyMatcher matcher, PolicyParameters parameters, PolicyMetrics metrics) : IValidatingAdmission
{
    private const int MaxMessage = 5 * 1024;

    public bool Handles(AdmissionRequest request) => source.Validating.Count > 0 && !RequestMatcher.IsExempt(request);

    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var bound in source.Validating)
        {
            foreach (var binding in bound.Bindings)
            {
                var failures = await EvaluateAsync(bound, binding, request, cancellationToken);
                if (failures.Count > 0 && binding.Actions.Contains("Audit")) Tell(bound.Policy, binding, failures);
                // All are counted: the first that refuses ends the request.
                foreach (var failure in failures) Count(bound.Policy, binding, failure);
                foreach (var failure in failures) Act(bound.Policy, binding, failure, request);
            }
        }
    }

    private async ValueTask<IReadOnlyList<Failure>> EvaluateAsync(
        BoundPolicy<ValidationRule> bound, CompiledBinding binding, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policy = bound.Policy;
        if (await matcher.MatchAsync(policy, binding, request, cancellationToken) is not { } version) return [];
        var (found, misconfigured) = await parameters.FindAsync(policy, binding, request, cancellationToken);
        if (misconfigured is not null) return policy.Fails ? [new Failure(misconfigured, null, IsMisconfiguration: true)] : [];
        var evaluation = await matcher.PrepareAsync(request, version, cancellationToken);
        var (hold, problem) = await PolicyMatcher.CheckConditionsAsync(policy, evaluation, cancellationToken);
        if (problem is not null) return policy.Fails ? [new Failure(problem, null)] : [];
        if (!hold) return [];
        var failures = new List<Failure>();
        foreach (var parameter in found)
        {
            for (var i = 0; i < bound.Rules.Count; i++)
            {
                var started = metrics.Begin();
                var (failure, error) = await CheckAsync(policy, bound.Rules[i], parameter, evaluation, cancellationToken);
                if (failure is not null) failures.Add(failure with { Expression = i, Error = error, Took = metrics.Since(started) });
                else if (error != PolicyMetrics.NoError) metrics.Validated(policy.Name, binding.Name, error, "allow", metrics.Since(started));
            }
        }

        return failures;
    }

    private static async ValueTask<(Failure? Failure, string Error)> CheckAsync(
        CompiledPolicy policy, ValidationRule rule, TreeNode? parameter, PolicyEvaluation evaluation, CancellationToken cancellationToken)
    {
        var value = rule.Expression.Program is { } program
            ? await evaluation.RunAsync(policy, program, parameter, cancellationToken)
            : new CelError(rule.Expression.Problem!);
        if (value is CelBool { Value: true }) return (null, PolicyMetrics.NoError);
        if (value is not CelBool)
        {
            var why = value is CelError error ? error.Message : "cel expression must evaluate to a bool";
            return (policy.Fails ? new Failure($"expression '{rule.Expression.Text}' resulted in error: {why}", null) : null, PolicyMetrics.KindOf(rule.Expression.Program is not null, why));
        }

        var message = await MessageAsync(policy, rule, parameter, evaluation, cancellationToken);
        return (new Failure(message, rule.Reason), PolicyMetrics.NoError);
    }

    private static async ValueTask<string> MessageAsync(
        CompiledPolicy policy, ValidationRule rule, TreeNode? parameter, PolicyEvaluation evaluation, CancellationToken cancellationToken)
    {
        if (rule.MessageExpression?.Program is { } program
            && await evaluation.RunAsync(policy, program, parameter, cancellationToken) is CelString made
            && made.Value.Trim() is { Length: > 0 and <= MaxMessage } text && !text.Contains('\n'))
        {
            return text;
        }

        return string.IsNullOrWhiteSpace(rule.Message) ? $"failed expression: {rule.Expression.Text}" : rule.Message.Trim();
    }

    private void Count(CompiledPolicy policy, CompiledBinding binding, Failure failure)
    {
        if (failure.Took is not { } took) return;
        foreach (var action in binding.Actions) metrics.Validated(policy.Name, binding.Name, failure.Error, action.ToLowerInvariant(), took);
    }

    private static void Act(CompiledPolicy policy, CompiledBinding binding, Failure failure, AdmissionRequest request)
    {
        if (binding.Actions.Contains("Warn") && !failure.IsMisconfiguration)
            request.Warnings.Add($"Validation failed for ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}': {failure.Message}");
        // A binding that cannot be used refuses whatever it would have done.
        if (!binding.Actions.Contains("Deny") && !failure.IsMisconfiguration) return;
        var detail = $"ValidatingAdmissionPolicy '{policy.Name}' with binding '{binding.Name}' denied request: {failure.Message}";
        var reason = failure.Reason ?? "Invalid";
        var name = AdmissionObjects.NameOf(request);
        var code = reason switch
        {
            "Forbidden" => 403,
            "Unauthorized" => 401,
            "RequestEntityTooLarge" => 413,
            _ => 422,
        };
        throw new PolicyRefusalException(code, reason, request.Resource.Resource, name, $"{request.Resource.Resource.Qualified} \"{name}\" is forbidden: {detail}", detail);
    }

    // Failures of several bindings and policies are one annotation, as upstream gathers them.
    private static void Tell(CompiledPolicy policy, CompiledBinding binding, IReadOnlyList<Failure> failures)
    {
        const string Key = "validation.policy.admission.k8s.io/validation_failure";
        if (AuditEvent.Current is not { } record) return;
        var told = new JsonArray();
        foreach (var failure in failures)
        {
            told.Add((JsonNode)new JsonObject
            {
                ["message"] = failure.Message,
                ["policy"] = policy.Name,
                ["binding"] = binding.Name,
                ["expressionIndex"] = failure.Expression,
                ["validationActions"] = new JsonArray([.. binding.Actions.Select(static action => (JsonNode)action)]),
            });
        }

        record.Append(Key, told);
    }

    /// <param name="Message">What is wrong.</param>
    /// <param name="Reason">What the rule calls it.</param>
    /// <param name="IsMisconfiguration">The binding cannot be used.</param>
    /// <param name="Expression">Which expression of the policy it was.</param>
    /// <param name="Error">How it failed, for <see cref="PolicyMetrics"/>.</param>
    /// <param name="Took">How long it ran; null for what is no expression.</param>
    private sealed record Failure(
        string Message, string? Reason, bool IsMisconfiguration = false, int Expression = 0, string Error = PolicyMetrics.NoError, TimeSpan? Took = null);
}
