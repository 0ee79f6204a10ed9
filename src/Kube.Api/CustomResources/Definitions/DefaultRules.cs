using Kube.Api.CustomResources.Schemas;
using Kube.Api.CustomResources.Values;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>Defaults must be values that the schema allows (upstream's <c>defaulting/validation.go</c>, 1.36).</summary>
internal static class DefaultRules
{
    public static void Check(SchemaNode schema, FieldPath path, FieldErrors errors)
    {
        if (!schema.HasDefaults) return;
        if (schema.Default is { } value) CheckDefault(schema, value, path.Child("default"), errors);
        if (schema.Items is { } items) Check(items, path.Child("items"), errors);
        foreach (var property in schema.Properties) Check(property.Node, path.Child("properties").Key(property.Name), errors);
    }

    private static void CheckDefault(SchemaNode schema, TreeNode value, FieldPath path, FieldErrors errors)
    {
        if (!TreeNode.DeepEquals(Pruning.PruneValue(value, schema), value)) errors.Invalid(path, new JsonText(value.ToString()), "must not have unknown fields");
        try
        {
            EmbeddedObjects.Coerce(value, schema, "", null);
        }
        catch (ModelFormatException e)
        {
            errors.Invalid(path, new JsonText(value.ToString()), e.Message);
            return;
        }

        var before = errors.Count;
        EmbeddedObjects.Validate(value, schema, path, errors);
        if (errors.Count == before) ValueValidator.Validate(schema, value, null, path, errors);
    }
}
