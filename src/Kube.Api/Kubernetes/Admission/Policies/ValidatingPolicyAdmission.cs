using System.Text.Json.Nodes;
using Kube.Api.Admission;
using Kube.Api.Audit;
using Kube.Api.Cel.Values;
using Kube.Api.Errors;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Holds requests to the ValidatingAdmissionPolicies that are bound (upstream's plugin of that name, 1.36).</summary>
[AdmissionName("ValidatingAdmissionPolicy")]
internal sealed class ValidatingPolicyAdmission(PolicySource source, PolicyMatcher matcher, PolicyParameters parameters) : IValidatingAdmission
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
                if (await CheckAsync(policy, bound.Rules[i], parameter, evaluation, cancellationToken) is { } failure) failures.Add(failure with { Expression = i });
            }
        }

        return failures;
    }

    private static async ValueTask<Failure?> CheckAsync(
        CompiledPolicy policy, ValidationRule rule, TreeNode? parameter, PolicyEvaluation evaluation, CancellationToken cancellationToken)
    {
        var value = rule.Expression.Program is { } program
            ? await evaluation.RunAsync(policy, program, parameter, cancellationToken)
            : new CelError(rule.Expression.Problem!);
        if (value is CelBool { Value: true }) return null;
        if (value is not CelBool)
        {
            var why = value is CelError error ? error.Message : "cel expression must evaluate to a bool";
            return policy.Fails ? new Failure($"expression '{rule.Expression.Text}' resulted in error: {why}", null) : null;
        }

        var message = await MessageAsync(policy, rule, parameter, evaluation, cancellationToken);
        return new Failure(message, rule.Reason);
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

    private sealed record Failure(string Message, string? Reason, bool IsMisconfiguration = false, int Expression = 0);
}
