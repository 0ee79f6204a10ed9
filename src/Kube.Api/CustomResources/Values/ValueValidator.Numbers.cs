using System.Globalization;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Values;

internal static partial class ValueValidator
{
    private static string KindOf(TreeNode value) => value switch
    {
        TreeNumber number => number.TryGetInt64(out _) ? "integer" : "number",
        TreeString => "string",
        TreeBool => "boolean",
        TreeArray => "array",
        TreeObject => "object",
        _ => "null",
    };

    private static string FormatOf(TreeNode value, string kind) => kind switch
    {
        "integer" => "int64",
        "number" => "double",
        _ => value is TreeString ? "" : kind,
    };

    private static bool IsIntegral(TreeNumber number)
    {
        var value = number.ToDouble();
        return Math.Abs(value) <= 9007199254740991 && value == Math.Truncate(value);
    }

    private static void CheckNumber(SchemaNode schema, TreeNumber number, string path, ValueResult result)
    {
        CheckRange(schema, number, path, result);
        if (schema.Rules is { } rules)
        {
            // Upstream compares whole numbers with bounds cut to whole numbers.
            var isWhole = number.TryGetInt64(out _);
            var value = number.ToDouble();
            if (rules.MultipleOf is { } unit && !IsMultiple(number, value, unit)) Wrong($"should be a multiple of {Bound(unit)}");
            if (rules.Maximum is { } most && (rules.ExclusiveMaximum ? value >= Cut(most) : value > Cut(most)))
                Wrong(rules.ExclusiveMaximum ? $"should be less than {Bound(most)}" : $"should be less than or equal to {Bound(most)}");
            if (rules.Minimum is { } least && (rules.ExclusiveMinimum ? value <= Cut(least) : value < Cut(least)))
                Wrong(rules.ExclusiveMinimum ? $"should be greater than {Bound(least)}" : $"should be greater than or equal to {Bound(least)}");

            double Cut(double bound) => isWhole ? Math.Truncate(bound) : bound;
            string Bound(double bound) => isWhole && Math.Abs(bound) < 9e18 ? ((long)bound).ToString(CultureInfo.InvariantCulture) : GoFloat(bound);
        }

        result.Count();

        void Wrong(string what) => result.Add(new(FieldErrorType.Invalid, path, $"{path} in body {what}") { Value = new JsonText(number.ToString()) });
    }

    private static void CheckRange(SchemaNode schema, TreeNumber number, string path, ValueResult result)
    {
        var type = schema.IsIntOrString ? "integer" : schema.Type;
        if (type != "integer") return;
        var format = schema.Rules?.Format ?? "";
        var fits = number.TryGetInt64(out var whole) || TryWhole(number, out whole);
        if (fits && format == "int32" && whole is < int.MinValue or > int.MaxValue) fits = false;
        if (!fits) result.Add(new(FieldErrorType.Invalid, "", $"Checked value must be of type integer {(format.Length == 0 ? "(default format)" : $"with format {format}")} in {path}"));
    }

    private static bool TryWhole(TreeNumber number, out long whole)
    {
        var value = number.ToDouble();
        whole = 0;
        if (value != Math.Truncate(value) || Math.Abs(value) >= 9.2233720368547758e18) return false;
        whole = (long)value;
        return true;
    }

    private static bool IsMultiple(TreeNumber number, double value, double unit)
    {
        // Go divides by zero and finds the outcome whole.
        if (unit == 0) return true;
        if (number.TryGetInt64(out var whole) && unit == Math.Truncate(unit) && Math.Abs(unit) < 9e18) return whole % (long)unit == 0;
        var times = value / unit;
        return times == Math.Truncate(times);
    }

    /// <summary>A number as Go's <c>%v</c> prints a float: with an exponent from a million on.</summary>
    private static string GoFloat(double value)
    {
        var magnitude = Math.Abs(value);
        if (magnitude is 0 or (>= 1e-4 and < 1e6)) return value.ToString("0.####################", CultureInfo.InvariantCulture);
        var digits = value.ToString("E16", CultureInfo.InvariantCulture);
        for (var precision = 0; precision < 17; precision++)
        {
            var text = value.ToString($"E{precision}", CultureInfo.InvariantCulture);
            if (double.Parse(text, CultureInfo.InvariantCulture) != value) continue;
            digits = text;
            break;
        }

        var e = digits.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(digits.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{digits.AsSpan(0, e)}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
    }

    private static void CheckAlternatives(ValueRules rules, TreeNode value, string path, ValueResult result)
    {
        if (rules.AnyOf.Count > 0)
        {
            var nearest = Nearest(rules.AnyOf, value, path, stopsAtFirst: true, out var valid);
            if (valid == 0) Whole($"{BadValue.Quote(path)} must validate at least one schema (anyOf)");
            if (nearest is not null) result.Merge(nearest);
        }

        if (rules.OneOf.Count > 0)
        {
            var nearest = Nearest(rules.OneOf, value, path, stopsAtFirst: false, out var valid);
            if (valid != 1)
            {
                Whole($"{BadValue.Quote(path)} must validate one and only one schema (oneOf). {(valid == 0 ? "Found none valid" : $"Found {valid} valid alternatives")}");
                if (nearest is not null) result.Merge(nearest);
            }
        }

        if (rules.AllOf.Count > 0)
        {
            var valid = 0;
            foreach (var schema in rules.AllOf)
            {
                var one = Check(schema, value, null, path);
                if (one.IsValid) valid++;
                result.Merge(one);
            }

            if (valid != rules.AllOf.Count) Whole($"{BadValue.Quote(path)} must validate all the schemas (allOf)");
        }

        if (rules.Not is { } not && Check(not, value, null, path).IsValid) Whole($"{BadValue.Quote(path)} must not validate the schema (not)");
        result.Count();

        void Whole(string text) => result.Add(new(FieldErrorType.Invalid, "", text));
    }

    private static ValueResult? Nearest(IReadOnlyList<SchemaNode> schemas, TreeNode value, string path, bool stopsAtFirst, out int valid)
    {
        ValueResult? nearest = null;
        valid = 0;
        foreach (var schema in schemas)
        {
            var one = Check(schema, value, null, path);
            if (one.IsValid)
            {
                valid++;
                nearest = null;
                if (stopsAtFirst) return null;
            }
            else if (valid == 0 && (nearest is null || one.MatchCount > nearest.MatchCount))
            {
                nearest = one;
            }
        }

        return nearest;
    }
}
