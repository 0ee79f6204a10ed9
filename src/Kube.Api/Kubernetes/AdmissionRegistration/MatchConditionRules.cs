using Kube.Api.Cel;
using Kube.Api.Kubernetes.Admission.Policies;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.AdmissionRegistration;

/// <summary>The shape of match conditions.</summary>
internal static class MatchConditionRules
{
    private const int Maximum = 64;

    /// <summary>Checks them, with what one that is written may see.</summary>
    public static void Validate(List<V1MatchCondition>? conditions, CelEnvironment environment, FieldErrors errors, FieldPath path)
    {
        if (conditions?.Count > Maximum) errors.TooMany(path, conditions.Count, Maximum);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < conditions?.Count; i++)
        {
            var condition = conditions[i];
            if (string.IsNullOrWhiteSpace(condition.Expression)) errors.Required(path.Index(i).Child("expression"));
            else PolicyExpressionRules.ValidateCondition(condition.Expression, environment, errors, path.Index(i).Child("expression"));
            if (string.IsNullOrEmpty(condition.Name)) errors.Required(path.Index(i).Child("name"));
            else
            {
                errors.InvalidEach(path.Index(i).Child("name"), condition.Name, FormatRules.QualifiedName(condition.Name));
                if (!names.Add(condition.Name)) errors.Duplicate(path.Index(i).Child("name"), condition.Name);
            }
        }
    }
}
