using Kube.Api.Catalog;
using Kube.Api.CustomResources.Schemas;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources;

/// <summary>The versions of one custom resource.</summary>
/// <param name="identity">Of the definition, for as long as it is there.</param>
/// <param name="group">Its group.</param>
/// <param name="schemas">What each version says of its objects, served or not.</param>
internal sealed class CustomFamily(object identity, string group, IReadOnlyDictionary<string, CustomSchema> schemas) : VersionFamily
{
    private ResourceDefinition? _storage;
    private IReadOnlyList<ResourceDefinition> _versions = [];

    public override ResourceDefinition Storage => _storage!;

    public override IReadOnlyList<ResourceDefinition> Versions => _versions;

    public override object Identity => identity;

    /// <summary>Called once, when the definitions that refer to the family are made.</summary>
    public void Complete(ResourceDefinition storage, IReadOnlyList<ResourceDefinition> served) => (_storage, _versions) = (storage, served);

    public override ReadOnlyMemory<byte> ToServed(ReadOnlyMemory<byte> stored, ResourceDefinition version)
    {
        var tree = Parse(stored);
        if (tree is null) return stored;
        var written = SchemaOf(tree);
        var now = written is null ? tree : (TreeObject)Defaulting.Apply(Pruning.PruneObject(tree, written.Root), written.Root);
        now = Convert(now, version);
        return ReferenceEquals(now, tree) ? stored : Write(now);
    }

    public override ReadOnlyMemory<byte> ToStored(ReadOnlyMemory<byte> served, ResourceDefinition version) =>
        ReferenceEquals(version, Storage) || Parse(served) is not { } tree ? served : Write(Convert(tree, Storage));

    public override TreeObject Convert(TreeObject value, ResourceDefinition to)
    {
        var apiVersion = to.Kind.ApiVersion;
        if (value.GetString("apiVersion"u8) == apiVersion) return value;
        return Pruning.PruneObject(value.With("apiVersion"u8, TreeString.Of(apiVersion)), ((CustomObjectCodec)to.Codec).Structure.Root);
    }

    public override TreeObject ConvertWhole(TreeObject value, ResourceDefinition to)
    {
        if (value.GetString("apiVersion"u8) == to.Kind.ApiVersion) return value;
        var converted = value.With("apiVersion"u8, TreeString.Of(to.Kind.ApiVersion));
        var unknown = new List<string>();
        var kept = Pruning.PruneObject(converted, ((CustomObjectCodec)to.Codec).Structure.Root, unknown);
        return unknown.Count == 0 ? kept : throw new UnclassifiedException($".{unknown[0]}: field not declared in schema");
    }

    private CustomSchema? SchemaOf(TreeObject value)
    {
        var apiVersion = value.GetString("apiVersion"u8) ?? "";
        return apiVersion.StartsWith(group, StringComparison.Ordinal) && apiVersion.Length > group.Length + 1
            ? schemas.GetValueOrDefault(apiVersion[(group.Length + 1)..])
            : null;
    }

    // What is no object at all was not written by a server.
    private static TreeObject? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return TreeNode.Parse(json) as TreeObject;
        }
        catch (TreeFormatException)
        {
            return null;
        }
    }

    private static byte[] Write(TreeObject tree)
    {
        var output = Scratch.Take();
        tree.WriteSortedTo(output);
        return Scratch.Give(output);
    }
}
