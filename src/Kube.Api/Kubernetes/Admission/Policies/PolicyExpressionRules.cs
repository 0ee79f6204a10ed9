using Kube.Api.Cel;
using Kube.Api.Cel.Types;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>The expressions of a policy that is being written: they must compile and give what their place needs.</summary>
internal static class PolicyExpressionRules
{
    private static readonly FieldPath s_spec = FieldPath.Root("spec");

    public static void Validate(V1ValidatingAdmissionPolicy policy, FieldErrors errors)
    {
        var spec = policy.Spec;
        var compiler = new PolicyCompiler(spec.ParamKind is not null, spec.Variables is { Count: > 0 });
        ValidateVariables(compiler, spec.Variables, errors);
        for (var i = 0; i < spec.Validations?.Count; i++)
        {
            var (rule, path) = (spec.Validations[i], s_spec.Child("validations").Index(i));
            Validate(compiler.TryCompile, rule.Expression, errors, path.Child("expression"), CelType.Bool);
            Validate(compiler.TryCompile, rule.MessageExpression, errors, path.Child("messageExpression"), CelType.String);
        }

        for (var i = 0; i < spec.AuditAnnotations?.Count; i++)
        {
            var path = s_spec.Child("auditAnnotations").Index(i).Child("valueExpression");
            Validate(compiler.TryCompile, spec.AuditAnnotations[i].ValueExpression, errors, path, CelType.String, CelType.Null);
        }
    }

    public static void Validate(V1MutatingAdmissionPolicy policy, FieldErrors errors)
    {
        var spec = policy.Spec;
        var compiler = new PolicyCompiler(spec.ParamKind is not null, spec.Variables is { Count: > 0 }, MutationTypes.AddTo);
        ValidateVariables(compiler, spec.Variables, errors);
        for (var i = 0; i < spec.Mutations?.Count; i++)
        {
            var (mutation, path) = (spec.Mutations[i], s_spec.Child("mutations").Index(i));
            if (mutation.PatchType == "JSONPatch") ValidateMutation(compiler, mutation.JsonPatch?.Expression, errors, path.Child("jsonPatch", "expression"), MutationTypes.CheckPatch);
            else if (mutation.PatchType == "ApplyConfiguration")
                ValidateMutation(compiler, mutation.ApplyConfiguration?.Expression, errors, path.Child("applyConfiguration", "expression"), MutationTypes.CheckApply);
        }
    }

    /// <summary>A match condition.</summary>
    public static void ValidateCondition(string expression, CelEnvironment environment, FieldErrors errors, FieldPath path) =>
        Validate((string text, out CelProgram? program) => PolicyCompiler.TryCompile(environment, text, out program), expression, errors, path, CelType.Bool);

    private delegate string? Compile(string expression, out CelProgram? program);

    private static void ValidateVariables(PolicyCompiler compiler, List<V1Variable>? variables, FieldErrors errors)
    {
        for (var i = 0; i < variables?.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(variables[i].Expression)) continue;
            if (compiler.AddVariable(variables[i]) is { } problem) errors.Invalid(s_spec.Child("variables").Index(i).Child("expression"), variables[i].Expression, problem);
        }
    }

    private static void Validate(Compile compile, string? expression, FieldErrors errors, FieldPath path, params ReadOnlySpan<CelType> allowed)
    {
        if (string.IsNullOrWhiteSpace(expression)) return;
        var problem = compile(expression, out var program) ?? PolicyCompiler.CheckType(program!, allowed);
        if (problem is not null) errors.Invalid(path, expression, problem);
    }

    private static void ValidateMutation(PolicyCompiler compiler, string? expression, FieldErrors errors, FieldPath path, Func<CelProgram, string?> check)
    {
        if (string.IsNullOrWhiteSpace(expression)) return;
        var problem = compiler.TryCompileMutation(expression, out var program) ?? check(program!);
        if (problem is not null) errors.Invalid(path, expression, problem);
    }
}
