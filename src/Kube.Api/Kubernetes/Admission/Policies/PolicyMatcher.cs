using Kube.Api.Admission;
using Kube.Api.Authorization;
using Kube.Api.Catalog;
using Kube.Api.Cel.Values;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Decides whether a policy, through one of its bindings, is meant by a request, and prepares the evaluation.</summary>
internal sealed class PolicyMatcher(RequestMatcher requests, AdmissionObjects objects, IAuthorizer authorizer)
{
    private static readonly GroupVersionResource s_namespaces = new("", "v1", "namespaces");

    /// <summary>The version in which the policy sees the object; null when it is not meant.</summary>
    public async ValueTask<ResourceDefinition?> MatchAsync(CompiledPolicy policy, CompiledBinding binding, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await requests.MatchAsync(request, policy.Match, cancellationToken) is not { } version) return null;
        return await requests.MatchAsync(request, binding.Match, cancellationToken) is null ? null : version;
    }

    public async ValueTask<PolicyEvaluation> PrepareAsync(AdmissionRequest request, ResourceDefinition version, CancellationToken cancellationToken)
    {
        var ns = request.Namespace.Length == 0 ? null : await objects.FindAsync<V1Namespace>(s_namespaces, "", request.Namespace, cancellationToken);
        return new PolicyEvaluation(new PolicyInputs(request, version, ns), authorizer);
    }

    /// <summary>Whether the conditions hold: one that does not hold goes before one that cannot be evaluated.</summary>
    /// <returns>Whether they hold, or what could not be evaluated.</returns>
    public static async ValueTask<(bool Hold, string? Problem)> CheckConditionsAsync(CompiledPolicy policy, PolicyEvaluation evaluation, CancellationToken cancellationToken)
    {
        string? problem = null;
        foreach (var condition in policy.Conditions)
        {
            var value = condition.Program is { } program ? await evaluation.RunAsync(policy, program, null, cancellationToken) : new CelError(condition.Problem!);
            if (value is CelBool { Value: false }) return (false, null);
            if (value is not CelBool) problem ??= $"expression '{condition.Text}' resulted in error: {(value as CelError)?.Message ?? "must evaluate to bool"}";
        }

        return (problem is null, problem);
    }
}
