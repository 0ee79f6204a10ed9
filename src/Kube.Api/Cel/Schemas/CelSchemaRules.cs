using Kube.Api.CustomResources;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>The rules of one schema, as custom resources ask for them.</summary>
internal sealed class CelSchemaRules(SchemaRules rules, CelMetrics metrics) : ISchemaRules
{
    public void Evaluate(TreeNode self, TreeNode? old, string? member, FieldErrors errors)
    {
        var started = metrics.Begin();
        new SchemaRuleRun(errors).Evaluate(rules, self, old, null);
        metrics.Evaluated(started);
    }
}
