using Kube.Api.CustomResources.Publishing;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Models;
using Kube.Api.Schema;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources;

/// <summary>All that one version of a definition says of its objects; its parts are made when they are first asked for.</summary>
internal sealed class CustomSchema
{
    private readonly Lazy<SchemaNode> _root;
    private readonly Lazy<TypeSchema> _type;
    private readonly Lazy<bool> _hasEmbedded;
    private readonly Lazy<ISchemaRules?> _rules;

    /// <param name="kind">The kind.</param>
    /// <param name="read">Gets the schema as a model, each time anew: it is not kept.</param>
    /// <param name="write">Gets the schema as it was written.</param>
    /// <param name="compiler">Compiles its rules; null when there are none.</param>
    public CustomSchema(GroupVersionKind kind, Func<V1JSONSchemaProps> read, Func<TreeObject> write, ISchemaRuleCompiler? compiler)
    {
        _root = new(() => SchemaNode.Of(read()));
        _type = new(() => CustomTypes.Make(kind, Root, write));
        _hasEmbedded = new(() => EmbeddedObjects.AreIn(Root));
        _rules = new(() => Root.HasValidations ? compiler?.Compile(Root) : null);
    }

    public SchemaNode Root => _root.Value;

    public TypeSchema Type => _type.Value;

    public bool HasEmbedded => _hasEmbedded.Value;

    /// <summary>The rules in it, compiled; null when there are none.</summary>
    public ISchemaRules? Rules => _rules.Value;
}
