using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The stored policies with their bindings, compiled.</summary>
internal sealed class PolicySource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private readonly GroupArrangement<Compiled> _policies = new(
        "admissionregistration.k8s.io", snapshots, catalog, changes, static group => new Compiled(CompileValidating(group), CompileMutating(group)));

    public IReadOnlyList<BoundPolicy<ValidationRule>> Validating => _policies.Current.Validating;

    public IReadOnlyList<BoundPolicy<MutationRule>> Mutating => _policies.Current.Mutating;

    private static BoundPolicy<ValidationRule>[] CompileValidating(StoredGroup group)
    {
        var bindings = group.All<V1ValidatingAdmissionPolicyBinding>("validatingadmissionpolicybindings").ToLookup(
            binding => binding.Spec.PolicyName ?? "",
            binding => new CompiledBinding(binding.Metadata.Name!, binding.Spec.ParamRef, MatchRules.Of(binding.Spec.MatchResources, ofBinding: true), binding.Spec.ValidationActions ?? []));
        return [.. group.All<V1ValidatingAdmissionPolicy>("validatingadmissionpolicies").Where(policy => bindings[policy.Metadata.Name!].Any()).Select(Compile)];

        BoundPolicy<ValidationRule> Compile(V1ValidatingAdmissionPolicy policy)
        {
            var spec = policy.Spec;
            var compiler = new PolicyCompiler(spec.ParamKind is not null, spec.Variables is { Count: > 0 });
            foreach (var variable in spec.Variables ?? []) compiler.AddVariable(variable);
            var rules = (spec.Validations ?? []).Select(rule => new ValidationRule(
                PolicyExpression.Of(rule.Expression, compiler.TryCompile)!, PolicyExpression.Of(rule.MessageExpression, compiler.TryCompile), rule.Message, rule.Reason));
            var compiled = new CompiledPolicy(policy.Metadata.Name!, spec.FailurePolicy, spec.ParamKind, spec.MatchConstraints, spec.MatchConditions, compiler);
            return new BoundPolicy<ValidationRule>(compiled, [.. rules], [.. bindings[policy.Metadata.Name!]]);
        }
    }

    private static BoundPolicy<MutationRule>[] CompileMutating(StoredGroup group)
    {
        var bindings = group.All<V1MutatingAdmissionPolicyBinding>("mutatingadmissionpolicybindings").ToLookup(
            binding => binding.Spec.PolicyName ?? "",
            binding => new CompiledBinding(binding.Metadata.Name!, binding.Spec.ParamRef, MatchRules.Of(binding.Spec.MatchResources, ofBinding: true), []));
        return [.. group.All<V1MutatingAdmissionPolicy>("mutatingadmissionpolicies").Where(policy => bindings[policy.Metadata.Name!].Any()).Select(Compile)];

        BoundPolicy<MutationRule> Compile(V1MutatingAdmissionPolicy policy)
        {
            var spec = policy.Spec;
            var compiler = new PolicyCompiler(spec.ParamKind is not null, spec.Variables is { Count: > 0 }, MutationTypes.AddTo);
            foreach (var variable in spec.Variables ?? []) compiler.AddVariable(variable);
            var rules = (spec.Mutations ?? []).Select(mutation => new MutationRule(
                PolicyExpression.Of(mutation.JsonPatch?.Expression ?? mutation.ApplyConfiguration?.Expression, compiler.TryCompileMutation)!, mutation.PatchType == "JSONPatch"));
            var compiled = new CompiledPolicy(policy.Metadata.Name!, spec.FailurePolicy, spec.ParamKind, spec.MatchConstraints, spec.MatchConditions, compiler);
            return new BoundPolicy<MutationRule>(compiled, [.. rules], [.. bindings[policy.Metadata.Name!]], spec.ReinvocationPolicy == "IfNeeded");
        }
    }

    private sealed record Compiled(IReadOnlyList<BoundPolicy<ValidationRule>> Validating, IReadOnlyList<BoundPolicy<MutationRule>> Mutating);
}
