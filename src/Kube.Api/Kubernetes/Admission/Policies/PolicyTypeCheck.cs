using Kube.Api.Catalog;
using Kube.Api.Cel.Schemas;
using Kube.Api.Cel.Types;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.OwnTypes;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Checks a policy's expressions against the kinds that it is about, which it names without wildcards (upstream's <c>policy/validating/typechecking.go</c>, 1.36).</summary>
internal sealed class PolicyTypeCheck(ResourceCatalogSnapshot catalog)
{
    private const int MostTypes = 10;

    /// <returns>What would fail for some kind; null when nothing would.</returns>
    public List<V1ExpressionWarning>? Check(V1ValidatingAdmissionPolicy policy)
    {
        var compilers = Kinds(policy).Select(kind => (Kind: kind, Compiler: CompilerFor(policy, kind))).ToList();
        var warnings = new List<V1ExpressionWarning>();
        var rules = policy.Spec.Validations ?? [];
        for (var i = 0; i < rules.Count; i++)
        {
            Check(rules[i].Expression, $"spec.validations[{i}].expression");
            if (rules[i].MessageExpression is { Length: > 0 } message) Check(message, $"spec.validations[{i}].messageExpression");
        }

        return warnings.Count == 0 ? null : warnings;

        void Check(string expression, string field)
        {
            var problems = compilers
                .Select(one => (one.Kind, Problem: one.Compiler.TryCompile(expression, out _)))
                .Where(static one => one.Problem is not null)
                .Select(static one => $"{one.Kind.Group}/{one.Kind.Version}, Kind={one.Kind.Kind}: {one.Problem!["compilation failed: ".Length..]}\n")
                .ToList();
            if (problems.Count > 0) warnings.Add(new V1ExpressionWarning { FieldRef = field, Warning = string.Join('\n', problems) });
        }
    }

    private PolicyCompiler CompilerFor(V1ValidatingAdmissionPolicy policy, GroupVersionKind kind)
    {
        var compiler = new PolicyCompiler(policy.Spec.ParamKind is not null, policy.Spec.Variables is { Count: > 0 }, null, TypeOf(kind), ParametersOf(policy.Spec.ParamKind));
        foreach (var variable in policy.Spec.Variables ?? []) compiler.AddVariable(variable);
        return compiler;
    }

    private CelType? ParametersOf(V1ParamKind? kind) =>
        kind is null ? null : TypeOf(GroupVersionKind.From(kind.ApiVersion ?? "", kind.Kind ?? ""));

    private CelType? TypeOf(GroupVersionKind kind) =>
        catalog.TryFind(kind, out var definition) ? SchemaTypes.Of(SchemaNode.Of(ModelSchemas.Of(definition.Codec.Schema)), isResource: false) : null;

    private List<GroupVersionKind> Kinds(V1ValidatingAdmissionPolicy policy)
    {
        var kinds = new HashSet<GroupVersionKind>();
        foreach (var rule in policy.Spec.MatchConstraints?.ResourceRules ?? [])
        {
            // A group or version of every name names none.
            if (HasWildcard(rule.ApiGroups) || HasWildcard(rule.ApiVersions)) continue;
            foreach (var group in rule.ApiGroups!.Order(StringComparer.Ordinal))
                foreach (var version in rule.ApiVersions!.Order(StringComparer.Ordinal))
                    foreach (var resource in (rule.Resources ?? []).Where(static name => name.AsSpan().IndexOfAny('*', '/') < 0).Order(StringComparer.Ordinal))
                    {
                        if (kinds.Count < MostTypes && catalog.TryFind(new GroupVersionResource(group, version, resource), out var definition)) kinds.Add(definition.Kind);
                    }
        }

        return [.. kinds.OrderBy(static kind => kind.Group, StringComparer.Ordinal).ThenBy(static kind => kind.Version, StringComparer.Ordinal).ThenBy(static kind => kind.Kind, StringComparer.Ordinal)];
    }

    private static bool HasWildcard(List<string>? names) => names is not { Count: > 0 } || names.Exists(static name => name.Contains('*', StringComparison.Ordinal));
}
