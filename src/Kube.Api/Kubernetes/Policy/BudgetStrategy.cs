using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Policy;

/// <summary>Pod disruption budgets.</summary>
internal sealed class BudgetStrategy : KubernetesStrategy<V1PodDisruptionBudget>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override NameRule NameRule => NameRule.PathSegment;

    // An update may not overwrite what it has not seen.
    public override bool AllowUnconditionalUpdate => false;

    protected override bool CountsGenerations => true;

    protected override void ResetStatus(V1PodDisruptionBudget obj) => obj.Status = new V1PodDisruptionBudgetStatus();

    protected override void KeepStatus(V1PodDisruptionBudget obj, V1PodDisruptionBudget old) => obj.Status = old.Status;

    protected override bool WishChanged(V1PodDisruptionBudget obj, V1PodDisruptionBudget old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1PodDisruptionBudget obj, FieldErrors errors)
    {
        var spec = obj.Spec;
        if (spec is { MinAvailable: { } least, MaxUnavailable: { } most })
        {
            errors.Invalid(
                Spec,
                new JsonText(
                    $"{{\"MinAvailable\":{Text(least)},\"Selector\":{LabelSelectorValidation.ToJson(spec.Selector)},\"MaxUnavailable\":{Text(most)},"
                    + $"\"UnhealthyPodEvictionPolicy\":{(spec.UnhealthyPodEvictionPolicy is { } policy ? BadValue.JsonQuote(policy) : "null")}}}"),
                "minAvailable and maxUnavailable cannot be both set");
        }

        IntOrStringRules.ValidatePositiveOrPercent(spec.MinAvailable, errors, Spec.Child("minAvailable"));
        IntOrStringRules.ValidateAtMost100Percent(spec.MinAvailable, errors, Spec.Child("minAvailable"));
        IntOrStringRules.ValidatePositiveOrPercent(spec.MaxUnavailable, errors, Spec.Child("maxUnavailable"));
        IntOrStringRules.ValidateAtMost100Percent(spec.MaxUnavailable, errors, Spec.Child("maxUnavailable"));
        LabelSelectorValidation.Validate(spec.Selector, errors, Spec.Child("selector"));
        if (spec.UnhealthyPodEvictionPolicy is not (null or "IfHealthyBudget" or "AlwaysAllow"))
            errors.NotSupported(Spec.Child("unhealthyPodEvictionPolicy"), spec.UnhealthyPodEvictionPolicy, "AlwaysAllow", "IfHealthyBudget");
    }

    private static string Text(IntOrString value) => value.IsString ? BadValue.JsonQuote(value.Text!) : value.ToString();
}
