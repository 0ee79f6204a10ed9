using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.PodTemplates;

/// <summary>The rules of tolerations, of pods and of runtime classes.</summary>
internal static class TolerationRules
{
    public static void Validate(List<V1Toleration>? tolerations, FieldPath path, FieldErrors errors)
    {
        for (var i = 0; i < tolerations.Count(); i++) Validate(tolerations![i], path.Index(i), errors);
    }

    private static void Validate(V1Toleration toleration, FieldPath path, FieldErrors errors)
    {
        var key = toleration.Key ?? "";
        var effect = toleration.Effect ?? "";
        var operation = toleration.Operator ?? "";
        if (key.Length > 0) errors.InvalidEach(path.Child("key"), key, FormatRules.QualifiedName(key));
        else if (operation != "Exists")
            errors.Invalid(path.Child("operator"), operation, "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
        if (toleration.TolerationSeconds is not null && effect != "NoExecute")
            errors.Invalid(path.Child("effect"), effect, "effect must be 'NoExecute' when `tolerationSeconds` is set");
        Operator(toleration.Value ?? "", operation, path.Child("operator"), errors);
        if (effect.Length > 0) TaintEffect(effect, path.Child("effect"), errors);
    }

    public static void TaintEffect(string? effect, FieldPath path, FieldErrors errors) =>
        errors.OneOf(path, effect, "NoSchedule", "PreferNoSchedule", "NoExecute");

    private static void Operator(string value, string operation, FieldPath path, FieldErrors errors)
    {
        switch (operation)
        {
            case "" or "Equal":
                var wrong = FormatRules.LabelValue(value);
                if (wrong.Count > 0) errors.Invalid(path, value, string.Join(';', wrong));
                break;
            case "Exists":
                if (value.Length > 0) errors.Invalid(path, value, "value must be empty when `operator` is 'Exists'");
                break;
            case "Lt" or "Gt":
                // TaintTolerationComparisonOperators is off; upstream lists what it would allow all the same.
                errors.NotSupported(path, operation, "Equal", "Exists", "Lt", "Gt");
                break;
            default:
                errors.NotSupported(path, operation, "Equal", "Exists");
                break;
        }
    }
}
