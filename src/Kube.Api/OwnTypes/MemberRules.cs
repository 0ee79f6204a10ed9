using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Kube.Api.CustomResources;
using Kube.Api.Models;

namespace Kube.Api.OwnTypes;

/// <summary>What attributes of members demand, in words of schemas.</summary>
internal static class MemberRules
{
    public static bool IsRequired(object[] attributes) => attributes.Any(static attribute => attribute is RequiredAttribute);

    public static void Apply(V1JSONSchemaProps schema, object[] attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case DescriptionAttribute description: schema.Description = description.Description; break;
                case RangeAttribute range: SetRange(schema, range); break;
                case RegularExpressionAttribute pattern: schema.Pattern = Whole(pattern.Pattern); break;
                case StringLengthAttribute length: SetLengths(schema, length.MinimumLength, length.MaximumLength); break;
                case MinLengthAttribute least: SetLengths(schema, least.Length, null); break;
                case MaxLengthAttribute most: SetLengths(schema, null, most.Length); break;
                case LengthAttribute length: SetLengths(schema, length.MinimumLength, length.MaximumLength); break;
                case AllowedValuesAttribute allowed: schema.Enum = [.. allowed.Values.Select(Json)]; break;
                case ListKeysAttribute keys: SetKeys(schema, keys.Keys); break;
                case CelRuleAttribute rule: (schema.XKubernetesValidations ??= []).Add(Rule(rule)); break;
                default: break;
            }
        }
    }

    public static V1ValidationRule Rule(CelRuleAttribute rule) => new()
    {
        Rule = rule.Rule, Message = rule.Message, MessageExpression = rule.MessageExpression, Reason = rule.Reason, FieldPath = rule.FieldPath,
    };

    private static void SetRange(V1JSONSchemaProps schema, RangeAttribute range)
    {
        schema.Minimum = Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture);
        schema.Maximum = Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
        if (range.MinimumIsExclusive) schema.ExclusiveMinimum = true;
        if (range.MaximumIsExclusive) schema.ExclusiveMaximum = true;
    }

    private static void SetLengths(V1JSONSchemaProps schema, long? least, long? most)
    {
        if (least == 0) least = null;
        if (schema.Type == "array") (schema.MinItems, schema.MaxItems) = (least ?? schema.MinItems, most ?? schema.MaxItems);
        else if (schema.Type == "object") (schema.MinProperties, schema.MaxProperties) = (least ?? schema.MinProperties, most ?? schema.MaxProperties);
        else (schema.MinLength, schema.MaxLength) = (least ?? schema.MinLength, most ?? schema.MaxLength);
    }

    private static void SetKeys(V1JSONSchemaProps schema, IReadOnlyList<string> keys)
    {
        schema.XKubernetesListType = keys.Count == 0 ? "set" : "map";
        if (keys.Count == 0 || schema.Items?.Schema is not { } item) return;
        schema.XKubernetesListMapKeys = [.. keys];
        foreach (var key in keys)
            if (item.Properties?.GetValueOrDefault(key)?.Default is null && item.Required?.Contains(key) != true) (item.Required ??= []).Add(key);
    }

    // The attribute means the whole text, a schema any part of it.
    private static string Whole(string pattern) =>
        pattern.StartsWith('^') && pattern.EndsWith('$') ? pattern : $"^(?:{pattern})$";

    private static RawJson Json(object? value) => value switch
    {
        null => RawJson.From("null"),
        bool flag => RawJson.From(flag ? "true" : "false"),
        string text => new(Encoding.UTF8.GetBytes($"\"{System.Text.Json.JsonEncodedText.Encode(text)}\"")),
        IFormattable number => RawJson.From(number.ToString(null, CultureInfo.InvariantCulture)),
        _ => RawJson.From($"\"{value}\""),
    };
}
