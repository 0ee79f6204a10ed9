using Kube.Api.Cel.Types;
using Kube.Api.Cel.Values;
using Kube.Api.CustomResources.Values;
using Kube.Api.Schema;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>Runs the rules of a schema on one object (upstream's CEL validator, 1.36). Used once.</summary>
/// <remarks>A rule that the old value broke as well may go on being broken by a value that did not change.</remarks>
internal sealed class SchemaRuleRun(FieldErrors errors)
{
    private const ulong CallLimit = 1_000_000;
    private const int MaxMessageBytes = 5 * 1024;

    private ulong _budget = 10_000_000;
    private bool _stopped;

    /// <param name="rules">The rules of the place.</param>
    /// <param name="value">What is there.</param>
    /// <param name="old">What was there and is the same thing; null when it is new or cannot be told.</param>
    /// <param name="path">Where it is; null for the whole object.</param>
    public void Evaluate(SchemaRules rules, TreeNode value, TreeNode? old, FieldPath? path)
    {
        if (_stopped || value is TreeNull) return;
        foreach (var rule in rules.Rules)
        {
            if (_stopped) return;
            if (rule.UsesOldSelf && old is null && !rule.TakesNoOldSelf) continue;
            EvaluateRule(rules, rule, value, old, path);
        }
        switch (value)
        {
            case TreeArray list when rules.Items is { } items:
                EvaluateItems(rules, items, list, old as TreeArray, path);
                break;
            case TreeObject map:
                foreach (var member in map.Members)
                {
                    if (rules.Find(member.Utf8Name) is not { } inner) continue;
                    var before = (old as TreeObject)?[member.Utf8Name];
                    Evaluate(inner, member.Value, before is TreeNull ? null : before, Below(rules, path, member.Name));
                }
                break;
        }
    }

    private static FieldPath Below(SchemaRules rules, FieldPath? path, string name)
    {
        if (path is null) return FieldPath.Root(name);
        return rules.Node.Additional is null ? path.Child(name) : path.Key(name);
    }

    private void EvaluateItems(SchemaRules rules, SchemaRules items, TreeArray list, TreeArray? old, FieldPath? path)
    {
        // Only items with keys can be told to be the same.
        var keyed = old is not null && rules.Type is CelSchemaListType { Topology: ListTopology.Map } ? ListKeys.Index(old, rules.Node.ListMapKeys) : null;
        for (var i = 0; i < list.Count; i++)
        {
            var before = keyed is not null && ListKeys.Of(list[i], rules.Node.ListMapKeys) is { } key ? keyed.GetValueOrDefault(key) : null;
            Evaluate(items, list[i], before, (path ?? FieldPath.Root("")).Index(i));
        }
    }

    private void EvaluateRule(SchemaRules rules, CompiledRule rule, TreeNode value, TreeNode? old, FieldPath? path)
    {
        var at = path ?? FieldPath.Root("<nil>");
        // What did not change need not be made good now.
        var forgiven = !rule.UsesOldSelf && old is not null && TreeNode.DeepEquals(value, old);
        if (rule.Program is not { } program)
        {
            if (rule.Problem is not null && !forgiven) errors.Invalid(at, rules.Node.Type, $"rule compile error: {rule.Problem}");
            return;
        }
        var self = CelTree.Read(value, rules.Type);
        CelValue oldSelf = old is null ? CelNull.Instance : CelTree.Read(old, rules.Type);
        if (rule.TakesNoOldSelf) oldSelf = old is null ? CelOptional.None : CelOptional.Of(oldSelf);
        var result = Run(program, self, oldSelf, rules, rule, at);
        if (_stopped || result is null or CelBool { Value: true } || forgiven) return;
        if (result is CelError error) errors.Invalid(at, rules.Node.Type, Explain(error, rule));
        else Fail(rules, rule, value, self, oldSelf, path);
    }

    private static string Explain(CelError error, CompiledRule rule) => error.Message.StartsWith("no such overload", StringComparison.Ordinal)
        ? $"'{error.Message}': call arguments did not match a supported operator, function or macro signature for rule: {rule.Shown}"
        : $"{error.Message} evaluating rule: {rule.Shown}";

    private CelValue? Run(CelProgram program, CelValue self, CelValue oldSelf, SchemaRules rules, CompiledRule rule, FieldPath at)
    {
        try
        {
            var outcome = program.Run([self, oldSelf], CallLimit);
            if (outcome.Cost > _budget)
            {
                errors.Invalid(at, rules.Node.Type, "validation failed due to running out of cost budget, no further validation rules will be run");
                _stopped = true;
                return null;
            }
            _budget -= outcome.Cost;
            return outcome.Value;
        }
        catch (CelCostExceededException exceeded)
        {
            errors.Invalid(at, rules.Node.Type, $"'{exceeded.Message}': no further validation rules will be run due to call cost exceeds limit for rule: {rule.Shown}");
            _stopped = true;
            return null;
        }
    }

    private void Fail(SchemaRules rules, CompiledRule rule, TreeNode value, CelValue self, CelValue oldSelf, FieldPath? path)
    {
        var message = rule.DefaultMessage;
        if (rule.Message is { } expression)
        {
            var made = Run(expression, self, oldSelf, rules, rule, path ?? FieldPath.Root("<nil>"));
            if (_stopped) return;
            if (made is CelString text && text.Value.Trim() is { Length: > 0 } said && said.Length <= MaxMessageBytes && !said.Contains('\n')) message = said;
        }
        var at = RulePaths.Below(path, rule.Rule.FieldPath) ?? FieldPath.Root("<nil>");
        switch (rule.Rule.Reason)
        {
            case "FieldValueForbidden": errors.Forbidden(at, message); break;
            case "FieldValueRequired": errors.Required(at, message); break;
            case "FieldValueDuplicate": errors.Duplicate(at, Show(value)); break;
            // Only simple values are shown.
            default:
                if (value is TreeObject or TreeArray) errors.InvalidUnshown(at, message);
                else errors.Invalid(at, Show(value), message);
                break;
        }
    }

    private static object Show(TreeNode value) => value switch
    {
        TreeString text => text.Value,
        TreeBool flag => flag.Value,
        _ => new JsonText(value.ToString()),
    };
}
