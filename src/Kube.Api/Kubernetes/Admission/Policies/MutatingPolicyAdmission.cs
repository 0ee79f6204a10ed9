using Kube.Api.Admission;
using Kube.Api.Cel.Values;
using Kube.Api.Errors;
using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Patch;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Makes the changes of the MutatingAdmissionPolicies that are bound (upstream's plugin of that name, 1.36).</summary>
[AdmissionName("MutatingAdmissionPolicy")]
internal sealed class MutatingPolicyAdmission(PolicySource source, PolicyMatcher matcher, PolicyParameters parameters, PolicyMetrics metrics) : IMutatingAdmission
{
    public bool Handles(AdmissionRequest request) => source.Mutating.Count > 0 && request.Object is not null && !RequestMatcher.IsExempt(request);

    public async ValueTask<bool> AdmitAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policies = source.Mutating;
        var lastChange = -1;
        for (var i = 0; i < policies.Count; i++)
        {
            if (await MutateAsync(policies[i], request, cancellationToken)) lastChange = i;
        }

        // Those who want to see what others changed after them have one more turn.
        for (var i = 0; i < lastChange; i++)
        {
            if (policies[i].Reinvokes) await MutateAsync(policies[i], request, cancellationToken);
        }

        return lastChange >= 0;
    }

    private async ValueTask<bool> MutateAsync(BoundPolicy<MutationRule> bound, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var binding in bound.Bindings)
        {
            var policy = bound.Policy;
            if (await matcher.MatchAsync(policy, binding, request, cancellationToken) is not { } version) continue;
            var (found, misconfigured) = await parameters.FindAsync(policy, binding, request, cancellationToken);
            if (misconfigured is not null && policy.Fails) throw Refuse(policy, binding, request, misconfigured);
            var conditions = await matcher.PrepareAsync(request, version, cancellationToken);
            var (hold, problem) = await PolicyMatcher.CheckConditionsAsync(policy, conditions, cancellationToken);
            if (problem is not null && policy.Fails) throw Refuse(policy, binding, request, problem);
            if (!hold) continue;
            foreach (var parameter in found)
            {
                foreach (var rule in bound.Rules)
                {
                    // Each mutation sees what the one before it made.
                    var evaluation = await matcher.PrepareAsync(request, version, cancellationToken);
                    var started = metrics.Begin();
                    var value = rule.Expression.Program is { } program
                        ? await evaluation.RunAsync(policy, program, parameter, cancellationToken)
                        : new CelError(rule.Expression.Problem!);
                    var kind = PolicyMetrics.KindOf(rule.Expression.Program is not null, (value as CelError)?.Message);
                    metrics.Mutated(policy.Name, binding.Name, kind, metrics.Since(started));
                    changed |= Apply(policy, binding, rule, value, request, version);
                }
            }
        }

        return changed;
    }

    private static bool Apply(
        CompiledPolicy policy, CompiledBinding binding, MutationRule rule, CelValue value, AdmissionRequest request, Catalog.ResourceDefinition version)
    {
        try
        {
            if (value is CelError error) throw new MutationException($"expression '{rule.Expression.Text}' resulted in error: {error.Message}");
            var current = RequestTrees.Of(request.Object!, version);
            var made = CelTree.Write(value) ?? throw new MutationException($"expression '{rule.Expression.Text}' resulted in error: the value has no JSON form");
            var result = rule.IsJsonPatch ? Patch(current, made) : Merge(current, made, version);
            if (TreeNode.DeepEquals(current, result)) return false;
            request.Object = RequestTrees.ToStored(result, version);
            return true;
        }
        catch (Exception failure) when (failure is MutationException or PatchException or ModelFormatException or FormatException)
        {
            if (!policy.Fails) return false;
            var prefix = failure is PatchException ? "JSON Patch: " : "";
            throw Refuse(policy, binding, request, prefix + failure.Message);
        }
    }

    private static TreeNode Patch(TreeObject current, TreeNode operations) => JsonPatch.Parse(operations.ToUtf8(), strict: false).Apply(current);

    private static TreeObject Merge(TreeObject current, TreeNode applied, Catalog.ResourceDefinition version)
    {
        if (applied is not TreeObject fields) throw new MutationException("the expression gave no Object");
        if (MutationRules.FindAtomic(fields, version.Codec.Schema) is { } path)
            throw new MutationException($"error applying patch: invalid ApplyConfiguration: may not mutate atomic arrays, maps or structs: {path}");
        return TreeMerge.Over(current, fields, version.Codec.Schema);
    }

    private static PolicyRefusalException Refuse(CompiledPolicy policy, CompiledBinding binding, AdmissionRequest request, string why)
    {
        var detail = $"policy '{policy.Name}' with binding '{binding.Name}' denied request: {why}";
        return new PolicyRefusalException(403, "Invalid", request.Resource.Resource, AdmissionObjects.NameOf(request), detail, detail);
    }

    private sealed class MutationException(string message) : Exception(message);
}
