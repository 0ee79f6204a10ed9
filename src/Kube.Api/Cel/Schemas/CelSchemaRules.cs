using Kube.Api.CustomResources;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.Cel.Schemas;

/// <summary>The rules of one schema, as custom resources ask for them.</summary>
internal sealed class CelSchemaRules(SchemaRules rules) : ISchemaRules
{
    public void Evaluate(TreeNode self, TreeNode? old, string? member, FieldErrors errors) => new SchemaRuleRun(errors).Evaluate(rules, self, old, null);
}
