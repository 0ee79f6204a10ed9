using Kube.Api.Catalog;
using Kube.Api.CustomResources;
using Kube.Api.CustomResources.Columns;
using Kube.Api.Kubernetes;
using Kube.Api.CustomResources.Scaling;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.OwnTypes;

/// <summary>One version of a resource of somebody's own: its class, how that is written, and its schema.</summary>
internal sealed class OwnForm<T>
    where T : class, IKubernetesObject<V1ObjectMeta>, new()
{
    private readonly ResourceBuilder<T> _builder;
    private readonly OwnJson _json;
    private readonly V1JSONSchemaProps _schema;

    public OwnForm(ResourceBuilder<T> builder, OwnJson json)
    {
        (_builder, _json) = (builder, json);
        _schema = new OwnSchema(json).Make();
        foreach (var change in builder.SchemaChanges) change(_schema);
        ClientCodec = MakeCodec(MakeSchema(null));
    }

    /// <summary>For clients, which judge nothing.</summary>
    public OwnCodec<T> ClientCodec { get; }

    public OwnResource Resource => _builder.Resource;

    public bool HasStatus => _schema.Properties?.ContainsKey("status") == true;

    public CustomSchema MakeSchema(ISchemaRuleCompiler? compiler) => new(Resource.Kind, () => _schema, Write, compiler);

    public OwnCodec<T> MakeCodec(CustomSchema schema) => new(Resource.Kind, _json, schema);

    /// <summary>How a definition would state it.</summary>
    public V1CustomResourceDefinitionVersion Describe(bool storage) => new()
    {
        Name = Resource.Kind.Version,
        Served = true,
        Storage = storage,
        Deprecated = Resource.Deprecation is null ? null : true,
        DeprecationWarning = Resource.Deprecation is { Length: > 0 } words ? words : null,
        Schema = new V1CustomResourceValidation { OpenAPIV3Schema = _schema },
        AdditionalPrinterColumns = Resource.Columns is { Count: > 0 } columns ? columns : null,
        SelectableFields = Resource.Selectable is { Count: > 0 } fields ? fields : null,
        Subresources = new V1CustomResourceSubresources { Status = HasStatus ? new() : null, Scale = Resource.Scale },
    };

    /// <summary>The subresources of a version that is not stored: the stored one's rules.</summary>
    public IReadOnlyList<SubresourceDefinition> Subresources(ResourceDefinition stored) =>
        [.. Scale(ClientCodec), .. stored.Subresources.Where(static one => one.Strategy is not null)];

    public IEnumerable<SubresourceDefinition> Scale(OwnCodec<T> codec)
    {
        if (Resource.ScalePaths is not { } paths) yield break;
        yield return Kinds.Scale(new TreeScale(paths, obj => codec.Content((T)obj), (obj, content) => codec.SetContent((T)obj, content)));
    }

    public ResourceDefinition Define(OwnCodec<T> codec, OwnParts parts) => new()
    {
        Codec = codec,
        Plural = Resource.Plural,
        Namespaced = Resource.Names.Namespaced,
        ShortNames = Resource.Names.ShortNames,
        Categories = Resource.Names.Categories,
        Strategy = parts.Strategy,
        Subresources = parts.Subresources,
        StoredAs = parts.StoredAs,
        Conversion = parts.Conversion,
        Table = new OwnTable<T>(PathColumns.Of(Resource.Columns), codec),
        SelectableFields = [.. Resource.Selectable.Select(static field => new SelectableField(field.JsonPath.TrimStart('.')))],
        UnknownFieldText = "field label not supported: {0}",
        DeprecationWarning = Resource.Deprecation is not { } words ? null : words.Length > 0 ? words : $"{Resource.Kind.ApiVersion} {Resource.Kind.Kind} is deprecated",
    };

    // As a definition would hold it: the schema has no codec of its own.
    private TreeObject Write()
    {
        var holder = new V1CustomResourceDefinition { Spec = new() { Versions = [new() { Name = "v", Schema = new() { OpenAPIV3Schema = _schema } }] } };
        var scratch = Scratch.Take();
        KubernetesTypes.Codec<V1CustomResourceDefinition>().Write(holder, scratch);
        var tree = (TreeObject)TreeNode.Parse(Scratch.Give(scratch));
        var version = (TreeObject)tree.GetObject("spec"u8)!.GetArray("versions"u8)![0];
        return version.GetObject("schema"u8)!.GetObject("openAPIV3Schema"u8)!;
    }
}
