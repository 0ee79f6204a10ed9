using System.Globalization;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

/// <summary>Validates values by a schema in kube-openapi's order and words (<c>pkg/validation/validate</c>, 1.36). What did not change since the stored object is let be.</summary>
internal static partial class ValueValidator
{
    private static readonly string[] s_integerOrString = ["integer", "string"];

    /// <summary>Validates a value.</summary>
    /// <param name="schema">Its schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="old">What is stored there; null for a new object: an unchanged value may stay as it is.</param>
    /// <param name="at">Where the value stands in errors; null for a whole object.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static void Validate(SchemaNode schema, TreeNode value, TreeNode? old, FieldPath? at, FieldErrors errors)
    {
        foreach (var problem in Check(schema, value, old, "").Problems) problem.AddTo(errors, at);
    }

    private static ValueResult Check(SchemaNode schema, TreeNode value, TreeNode? old, string path)
    {
        var result = new ValueResult();
        if (old is not null && TreeNode.DeepEquals(old, value)) return result;
        if (value is TreeNull)
        {
            CheckType(schema, value, path, result);
            CheckEnum(schema, value, path, result);
            return result;
        }

        CheckType(schema, value, path, result);
        if (schema.Rules is { } rules)
        {
            CheckAlternatives(rules, value, path, result);
            if (value is TreeString text) CheckText(schema, rules, text, path, result);
        }

        if (value is TreeNumber number) CheckNumber(schema, number, path, result);
        if (value is TreeArray items) CheckItems(schema, items, old as TreeArray, path, result);
        CheckEnum(schema, value, path, result);
        if (value is TreeObject members) CheckMembers(schema, members, old as TreeObject, path, result);
        result.Count();
        return result;
    }

    private static void CheckType(SchemaNode schema, TreeNode value, string path, ValueResult result)
    {
        var types = schema.IsIntOrString ? s_integerOrString : schema.Type.Length == 0 ? [] : [schema.Type];
        var format = schema.Rules?.Format ?? "";
        if (value is TreeNull)
        {
            if (types.Length > 0 && !schema.Nullable) WrongType(path, string.Join(',', types), "null", result);
            return;
        }

        if (types.Length == 0 && format.Length == 0) return;
        result.Count();
        var kind = KindOf(value);
        var isIntegral = value is TreeNumber number && kind == "number" && IsIntegral(number);
        var isText = value is TreeString or TreeArray;
        if (!isText && format.Length > 0 && !(types.Contains(kind) || FormatOf(value, kind) == format
            || (isIntegral && types.Contains("integer")) || (kind == "integer" && types.Contains("number"))))
        {
            WrongType(path, format, FormatOf(value, kind), result);
            return;
        }

        if (isText && format.Length > 0 && !types.Contains("number") && !types.Contains("integer")) return;
        if (types.Contains(kind) || (isIntegral && types.Contains("integer")) || (kind == "integer" && types.Contains("number"))) return;
        WrongType(path, string.Join(',', types), kind, result);
    }

    private static void WrongType(string path, string expected, string actual, ValueResult result) =>
        result.Add(new(FieldErrorType.TypeInvalid, path, $"{path} in body must be of type {expected}: {BadValue.Quote(actual)}") { Value = actual });

    private static void CheckText(SchemaNode schema, ValueRules rules, TreeString text, string path, ValueResult result)
    {
        if (CheckLength(rules, text, path) is { } problem) result.Add(problem);
        result.Count();
        if (rules.Format is not { } format || !ValueFormats.IsText(format)) return;
        result.Count();
        var value = text.Value;
        if (!ValueFormats.Fits(format, value))
            result.Add(new(FieldErrorType.TypeInvalid, path, $"{path} in body must be of type {format}: {BadValue.Quote(value)}") { Value = value });
    }

    private static ValueProblem? CheckLength(ValueRules rules, TreeString text, string path)
    {
        if (rules.MaxLength is null && rules.MinLength is null && rules.Pattern is null) return null;
        var value = text.Value;
        if (rules.MaxLength is { } most && Length(value) > most)
            return new(FieldErrorType.TooLong, path, $"{path} in body should be at most {most} chars long") { Limit = most };
        if (rules.MinLength is { } least && Length(value) < least)
            return new(FieldErrorType.Invalid, path, $"{path} in body should be at least {least} chars long") { Value = value };
        return rules.Pattern is { } pattern && !pattern.IsMatch(value)
            ? new(FieldErrorType.Invalid, path, $"{path} in body should match '{pattern.Text}'") { Value = value }
            : null;
    }

    private static long Length(string text)
    {
        var count = 0L;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    private static void CheckEnum(SchemaNode schema, TreeNode value, string path, ValueResult result)
    {
        if (schema.Rules is not { Enum.Count: > 0 } rules) return;
        foreach (var allowed in rules.Enum)
            if (TreeNode.DeepEquals(allowed, value)) return;
        result.Add(new(FieldErrorType.NotSupported, path, $"{path} in body should be one of [{string.Join(' ', rules.Enum)}]")
        {
            Value = Shown(value), Allowed = [.. rules.Enum.Select(static allowed => allowed is TreeString text ? text.Value : allowed.ToString())],
        });
    }

    private static void CheckItems(SchemaNode schema, TreeArray items, TreeArray? old, string path, ValueResult result)
    {
        if (schema.Items is { } item)
        {
            var before = old is not null && schema.ListType == "map" ? ListKeys.Index(old, schema.ListMapKeys) : null;
            for (var i = 0; i < items.Count; i++)
            {
                var same = before is not null && ListKeys.Of(items[i], schema.ListMapKeys) is { } key ? before.GetValueOrDefault(key) : null;
                result.Merge(Check(item, items[i], same, $"{path}[{i.ToString(CultureInfo.InvariantCulture)}]"));
            }
        }

        if (schema.Rules?.MinItems is { } least && items.Count < least)
            result.Add(new(FieldErrorType.Invalid, path, $"{path} in body should have at least {least} items") { Value = (long)items.Count });
        if (schema.Rules?.MaxItems is { } most && items.Count > most)
            result.Add(new(FieldErrorType.TooMany, path, $"{path} in body should have at most {most} items") { Value = (long)items.Count, Limit = most });
        result.Count();
    }

    private static void CheckMembers(SchemaNode schema, TreeObject members, TreeObject? old, string path, ValueResult result)
    {
        var rules = schema.Rules;
        if (rules?.MinProperties is { } least && members.Count < least)
        {
            result.Add(new(FieldErrorType.Invalid, path, $"{path} in body should have at least {least} properties") { Value = (long)members.Count });
            return;
        }

        if (rules?.MaxProperties is { } most && members.Count > most)
        {
            result.Add(new(FieldErrorType.TooMany, path, $"{path} in body should have at most {most} properties") { Value = (long)members.Count, Limit = most });
            return;
        }

        foreach (ref readonly var member in members.Members)
        {
            var before = old?[member.Utf8Name];
            if (schema.Find(member.Utf8Name) is { } known)
            {
                result.Merge(Check(known, member.Value, before, path.Length == 0 ? member.Name : $"{path}.{member.Name}"));
            }
            else if (schema.HasAdditional)
            {
                if (!schema.AllowsAdditional)
                    result.Add(new(FieldErrorType.Invalid, path, $"{path}.{member.Name} in body is a forbidden property") { Value = "" });
                else if (schema.Additional is { } rest)
                    result.Merge(Check(rest, member.Value, before, $"{path}.{member.Name}"));
            }
        }

        foreach (var required in rules?.Required ?? [])
        {
            if (members[required] is null)
                result.Add(new(FieldErrorType.Required, $"{path}.{required}", $"{path}.{required} in body is required"));
        }

        result.Count();
    }

    /// <summary>A value as errors show it: numbers bare, texts quoted, the rest as JSON.</summary>
    private static object? Shown(TreeNode value) => value switch
    {
        TreeString text => text.Value,
        TreeNull => null,
        _ => new JsonText(value.ToString()),
    };
}
