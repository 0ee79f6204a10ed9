using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>An expression and what it compiled to; with a problem it cannot run.</summary>
internal sealed record PolicyExpression(string Text, CelProgram? Program, string? Problem)
{
    /// <summary>Compiles a text that may be missing.</summary>
    public static PolicyExpression? Of(string? text, Compile compile)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var problem = compile(text, out var program);
        return new PolicyExpression(text.Trim(), program, problem);
    }

    internal delegate string? Compile(string text, out CelProgram? program);
}

/// <summary>What every policy has, compiled. Immutable.</summary>
internal sealed class CompiledPolicy
{
    public CompiledPolicy(string name, string? failurePolicy, V1ParamKind? paramKind, V1MatchResources? match, List<V1MatchCondition>? conditions, PolicyCompiler compiler)
    {
        (Name, ParamKind) = (name, paramKind);
        Fails = failurePolicy != "Ignore";
        Match = MatchRules.Of(match);
        VariablesType = compiler.VariablesType;
        Variables = compiler.Variables;
        Conditions = [.. (conditions ?? []).Select(condition => PolicyExpression.Of(condition.Expression, compiler.TryCompileCondition)).OfType<PolicyExpression>()];
    }

    public string Name { get; }

    /// <summary>Whether what cannot be evaluated refuses the request.</summary>
    public bool Fails { get; }

    public V1ParamKind? ParamKind { get; }

    public MatchRules Match { get; }

    public CelType VariablesType { get; }

    public IReadOnlyDictionary<string, CelProgram> Variables { get; }

    public IReadOnlyList<PolicyExpression> Conditions { get; }
}

/// <summary>Where a policy is put to work.</summary>
internal sealed record CompiledBinding(string Name, V1ParamRef? ParamRef, MatchRules Match, IReadOnlyList<string> Actions);

/// <summary>A policy with its bindings.</summary>
internal sealed record BoundPolicy<TRule>(CompiledPolicy Policy, IReadOnlyList<TRule> Rules, IReadOnlyList<CompiledBinding> Bindings, bool Reinvokes = false);

/// <summary>One validation of a policy.</summary>
internal sealed record ValidationRule(PolicyExpression Expression, PolicyExpression? MessageExpression, string? Message, string? Reason);

/// <summary>One mutation of a policy.</summary>
internal sealed record MutationRule(PolicyExpression Expression, bool IsJsonPatch);
