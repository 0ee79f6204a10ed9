using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The stored policies with their bindings, compiled, and compiled again only after one of them was written: whoever was told of a policy is held to it.</summary>
internal sealed class PolicySource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private const string Group = "admissionregistration.k8s.io";

    private readonly StrongBox<long> _counter = changes.Of(Group);
    private volatile Compiled? _compiled;

    public IReadOnlyList<BoundPolicy<ValidationRule>> Validating => Current.Validating;

    public IReadOnlyList<BoundPolicy<MutationRule>> Mutating => Current.Mutating;

    private Compiled Current
    {
        get
        {
            var catalogNow = catalog.Current;
            // The counter before the snapshot: see ResourceChanges.
            var count = Volatile.Read(ref _counter.Value);
            if (_compiled is { } kept && kept.Count == count && ReferenceEquals(kept.Catalog, catalogNow)) return kept;
            var snapshot = snapshots.Open();
            return _compiled = new Compiled(count, catalogNow, CompileValidating(snapshot, catalogNow), CompileMutating(snapshot, catalogNow));
        }
    }

    private static BoundPolicy<ValidationRule>[] CompileValidating(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog)
    {
        var bindings = All<V1ValidatingAdmissionPolicyBinding>(snapshot, catalog, "validatingadmissionpolicybindings").ToLookup(
            binding => binding.Spec.PolicyName ?? "",
            binding => new CompiledBinding(binding.Metadata.Name!, binding.Spec.ParamRef, MatchRules.Of(binding.Spec.MatchResources, ofBinding: true), binding.Spec.ValidationActions ?? []));
        return [.. All<V1ValidatingAdmissionPolicy>(snapshot, catalog, "validatingadmissionpolicies").Where(policy => bindings[policy.Metadata.Name!].Any()).Select(Compile)];

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

    private static BoundPolicy<MutationRule>[] CompileMutating(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog)
    {
        var bindings = All<V1MutatingAdmissionPolicyBinding>(snapshot, catalog, "mutatingadmissionpolicybindings").ToLookup(
            binding => binding.Spec.PolicyName ?? "",
            binding => new CompiledBinding(binding.Metadata.Name!, binding.Spec.ParamRef, MatchRules.Of(binding.Spec.MatchResources, ofBinding: true), []));
        return [.. All<V1MutatingAdmissionPolicy>(snapshot, catalog, "mutatingadmissionpolicies").Where(policy => bindings[policy.Metadata.Name!].Any()).Select(Compile)];

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

    private static IEnumerable<T> All<T>(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog, string plural)
    {
        if (!catalog.TryFind(new GroupVersionResource(Group, "v1", plural), out var definition)) yield break;
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ""))))
            yield return (T)entry.AsObject(definition).Object.Decode(0);
    }

    private sealed record Compiled(
        long Count, ResourceCatalogSnapshot Catalog, IReadOnlyList<BoundPolicy<ValidationRule>> Validating, IReadOnlyList<BoundPolicy<MutationRule>> Mutating);
}
