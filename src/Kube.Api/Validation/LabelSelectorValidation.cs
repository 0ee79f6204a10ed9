using Kube.Api.Models;

namespace Kube.Api.Validation;

/// <summary>The rules of <c>metav1.LabelSelector</c>, and what it selects.</summary>
internal static class LabelSelectorValidation
{
    /// <param name="selector">The selector; null breaks no rule.</param>
    /// <param name="errors">Where to report.</param>
    /// <param name="path">Where the selector stands.</param>
    /// <param name="checkValues">Whether the values of expressions must be label values, as new objects' must.</param>
    public static void Validate(V1LabelSelector? selector, FieldErrors errors, FieldPath path, bool checkValues = true)
    {
        if (selector is null) return;
        ObjectMetaValidation.ValidateLabels(selector.MatchLabels, errors, path.Child("matchLabels"));
        for (var i = 0; i < selector.MatchExpressions?.Count; i++)
            ValidateRequirement(selector.MatchExpressions[i], errors, path.Child("matchExpressions").Index(i), checkValues);
    }

    /// <summary>True when it names nothing, and so selects everything.</summary>
    public static bool IsEmpty(V1LabelSelector selector) => (selector.MatchLabels?.Count ?? 0) + (selector.MatchExpressions?.Count ?? 0) == 0;

    /// <summary>Whether upstream can turn it into a selector at all: operators known, keys and values well-formed.</summary>
    public static bool IsConvertible(V1LabelSelector selector)
    {
        var errors = new FieldErrors();
        Validate(selector, errors, FieldPath.Root(""));
        return errors.Count == 0;
    }

    /// <summary>Whether the labels satisfy every term. A selector that names nothing selects everything.</summary>
    public static bool Matches(V1LabelSelector selector, IReadOnlyDictionary<string, string>? labels)
    {
        foreach (var (key, value) in selector.MatchLabels ?? [])
        {
            if (labels?.GetValueOrDefault(key) != value) return false;
        }

        foreach (var term in selector.MatchExpressions ?? [])
        {
            var value = labels?.GetValueOrDefault(term.Key);
            var satisfied = term.Operator switch
            {
                "In" => value is not null && term.Values?.Contains(value) == true,
                "NotIn" => value is null || term.Values?.Contains(value) != true,
                "Exists" => value is not null,
                "DoesNotExist" => value is null,
                _ => false,
            };
            if (!satisfied) return false;
        }

        return true;
    }

    /// <summary>The selector as upstream prints it in tables: <c>app=x,tier in (a,b),!canary</c>.</summary>
    public static string Format(V1LabelSelector? selector)
    {
        if (selector is null) return "<none>";
        var terms = new List<(string Key, string Text)>();
        foreach (var (key, value) in selector.MatchLabels ?? []) terms.Add((key, $"{key}={value}"));
        foreach (var term in selector.MatchExpressions ?? [])
        {
            var values = string.Join(',', (term.Values ?? []).Order(StringComparer.Ordinal));
            terms.Add((term.Key, term.Operator switch
            {
                "In" => $"{term.Key} in ({values})",
                "NotIn" => $"{term.Key} notin ({values})",
                "Exists" => term.Key,
                "DoesNotExist" => $"!{term.Key}",
                _ => "<error>",
            }));
        }

        return terms.Count == 0 ? "<none>" : string.Join(',', terms.OrderBy(term => term.Key, StringComparer.Ordinal).Select(term => term.Text));
    }

    /// <summary>A map of labels as upstream prints it in tables: <c>a=1,b=2</c>, or <c>&lt;none&gt;</c>.</summary>
    public static string Format(IReadOnlyDictionary<string, string>? labels) => labels is null || labels.Count == 0
        ? "<none>"
        : string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}"));

    /// <summary>The selector as upstream's JSON, for texts that show it.</summary>
    public static JsonText ToJson(V1LabelSelector? selector)
    {
        if (selector is null) return new JsonText("null");
        var members = new List<string>();
        if (selector.MatchLabels is { Count: > 0 } labels) members.Add($"\"matchLabels\":{BadValue.Format(labels)}");
        if (selector.MatchExpressions is { Count: > 0 } terms)
        {
            var items = terms.Select(term =>
                $"{{\"key\":{BadValue.JsonQuote(term.Key)},\"operator\":{BadValue.JsonQuote(term.Operator)}"
                + (term.Values is { Count: > 0 } values ? $",\"values\":{BadValue.Format(values)}}}" : "}"));
            members.Add($"\"matchExpressions\":[{string.Join(',', items)}]");
        }

        return new JsonText($"{{{string.Join(',', members)}}}");
    }

    private static void ValidateRequirement(V1LabelSelectorRequirement term, FieldErrors errors, FieldPath path, bool checkValues)
    {
        switch (term.Operator)
        {
            case "In" or "NotIn":
                if ((term.Values?.Count ?? 0) == 0) errors.Required(path.Child("values"), "must be specified when `operator` is 'In' or 'NotIn'");
                break;
            case "Exists" or "DoesNotExist":
                if (term.Values?.Count > 0) errors.Forbidden(path.Child("values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
                break;
            default:
                errors.Invalid(path.Child("operator"), term.Operator ?? "", "not a valid selector operator");
                break;
        }

        errors.InvalidEach(path.Child("key"), term.Key, FormatRules.QualifiedName(term.Key));
        if (!checkValues) return;
        for (var i = 0; i < term.Values?.Count; i++)
            errors.InvalidEach(path.Child("values").Index(i), term.Values[i], FormatRules.LabelValue(term.Values[i]));
    }
}
