using Kube.Api.Cel.Costs;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>Compiles the rules of custom resources' schemas, and judges those that a definition brings.</summary>
internal sealed class CelRuleCompiler(CelMetrics metrics) : ISchemaRuleCompiler
{
    private static readonly string[] s_reasons = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];

    public ISchemaRules? Compile(SchemaNode root)
    {
        var started = metrics.Begin();
        var rules = SchemaRules.Of(root);
        metrics.Compiled(started);
        return rules is null ? null : new CelSchemaRules(rules, metrics);
    }

    public void Check(V1JSONSchemaProps schema, V1JSONSchemaProps? old, FieldPath path, FieldErrors errors)
    {
        // What is stored stays: it was judged when it came.
        if (old is not null && schema.SemanticEquals(old)) return;
        var root = SchemaNode.Of(schema);
        if (!root.HasValidations) return;
        var check = new Judgement(errors);
        var started = metrics.Begin();
        check.Check(root, path, new Place(IsResource: true, Repeats: 1, Uncorrelatable: null));
        metrics.Compiled(started);
        check.Costs.CheckTotal(path);
    }

    /// <summary>How a place lies in its schema.</summary>
    /// <param name="IsResource">A whole object lies there.</param>
    /// <param name="Repeats">How often it can come; null when no limit is set.</param>
    /// <param name="Uncorrelatable">The list above it whose items cannot be told apart.</param>
    private readonly record struct Place(bool IsResource, ulong? Repeats, FieldPath? Uncorrelatable)
    {
        public Place Below(bool isResource, long? limit, FieldPath? uncorrelatable = null) =>
            new(isResource, Repeats is { } repeats && limit is { } most ? (CelSize.Exactly(repeats) * CelSize.Exactly((ulong)most)).Max : null, Uncorrelatable ?? uncorrelatable);
    }

    private sealed class Judgement(FieldErrors errors)
    {
        public RuleCosts Costs { get; } = new(errors);

        public void Check(SchemaNode node, FieldPath path, Place place)
        {
            if (!node.HasValidations) return;
            if (node.Additional is { } values) Check(values, path.Child("additionalProperties"), place.Below(values.IsEmbedded, node.Rules?.MaxProperties));
            foreach (var property in node.Properties)
                Check(property.Node, path.Child("properties").Key(property.Name), place with { IsResource = property.Node.IsEmbedded });
            if (node.Items is { } items)
                Check(items, path.Child("items"), place.Below(items.IsEmbedded, node.Rules?.MaxItems, node.ListType == "map" ? null : path));
            var rules = CompiledRule.CompileAll(node, place.IsResource);
            for (var i = 0; i < rules.Count; i++)
            {
                var at = path.Child("x-kubernetes-validations").Index(i);
                CheckForm(rules[i].Rule, node, at);
                CheckCompiled(rules[i], node, at, place);
            }
        }

        private void CheckForm(V1ValidationRule rule, SchemaNode node, FieldPath at)
        {
            var message = rule.Message ?? "";
            if (string.IsNullOrWhiteSpace(rule.Rule)) errors.Required(at.Child("rule"), "rule is not specified");
            else if (message.Length > 0 && message.Trim().Length == 0) errors.Invalid(at.Child("message"), message, "must be non-empty if specified");
            else if (HasLineBreak(message.Trim())) errors.Invalid(at.Child("message"), message, "must not contain line breaks");
            else if (HasLineBreak(rule.Rule.Trim()) && message.Length == 0) errors.Required(at.Child("message"), "message must be specified if rule contains line breaks");
            if (rule.MessageExpression is { Length: > 0 } expression && expression.Trim().Length == 0) errors.Required(at.Child("messageExpression"), "must be non-empty if specified");
            if (rule.Reason is { } reason && !s_reasons.Contains(reason)) errors.NotSupported(at.Child("reason"), reason, s_reasons);
            if (rule.FieldPath is not { Length: > 0 } field) return;
            if (field.Trim().Length == 0) errors.Invalid(at.Child("fieldPath"), field, "must be non-empty if specified");
            else if (HasLineBreak(field)) errors.Invalid(at.Child("fieldPath"), field, "must not contain line breaks");
            else if (!RulePaths.IsValid(field, node)) errors.Invalid(at.Child("fieldPath"), field, "must be a valid path");
        }

        private void CheckCompiled(CompiledRule rule, SchemaNode node, FieldPath at, Place place)
        {
            if (rule.IsMissing) return;
            var sizes = new SchemaSizes(node, place.IsResource);
            var repeats = place.Repeats ?? SchemaSizes.MaxCardinality(node, place.IsResource);
            if (rule.Program is { } program) Costs.Add(at.Child("rule"), "estimated rule cost", Times(program.EstimateCost(sizes).Max, repeats));
            if (rule.Problem is { } problem) errors.Invalid(at.Child("rule"), Show(rule.Rule), problem);
            if (rule.MessageProblem is { } messageProblem) errors.Invalid(at.Child("messageExpression"), Show(rule.Rule), messageProblem);
            else if (rule.Message is { } message)
                Costs.Add(at.Child("messageExpression"), "estimated messageExpression cost", Times(message.EstimateCost(sizes).Max, repeats));
            if (rule.UsesOldSelf && place.Uncorrelatable is { } list)
                errors.Invalid(at.Child("rule"), rule.Rule.Rule, $"oldSelf cannot be used on the uncorrelatable portion of the schema within {list}");
            else if (!rule.UsesOldSelf && rule.Rule.OptionalOldSelf is { } optional)
                errors.Invalid(at.Child("optionalOldSelf"), optional, "may not be set if oldSelf is not used in rule");
        }

        private static ulong Times(ulong cost, ulong repeats) => (CelSize.Exactly(cost) * CelSize.Exactly(repeats)).Max;

        private static bool HasLineBreak(string text) => text.AsSpan().ContainsAny('\r', '\n');

        // A rule as Go prints its internal structure.
        private static JsonText Show(V1ValidationRule rule) => new(
            $"{{\"Rule\":{BadValue.JsonQuote(rule.Rule)},\"Message\":{BadValue.JsonQuote(rule.Message ?? "")},\"MessageExpression\":{BadValue.JsonQuote(rule.MessageExpression ?? "")},"
            + $"\"Reason\":{(rule.Reason is null ? "null" : BadValue.JsonQuote(rule.Reason))},\"FieldPath\":{BadValue.JsonQuote(rule.FieldPath ?? "")},"
            + $"\"OptionalOldSelf\":{(rule.OptionalOldSelf is { } old ? old ? "true" : "false" : "null")}}}");
    }
}
