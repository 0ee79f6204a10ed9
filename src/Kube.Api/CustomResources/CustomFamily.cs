using Kube.Api.Catalog;
using Kube.Api.CustomResources.Conversion;
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
/// <param name="converter">Converts between versions; null when they differ in their names alone.</param>
internal sealed class CustomFamily(object identity, string group, IReadOnlyDictionary<string, CustomSchema> schemas, IObjectConverter? converter) : VersionFamily
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
        if (converter is not null && now.GetString("apiVersion"u8) != version.Kind.ApiVersion)
            throw new InternalErrorException($"an object of {now.GetString("apiVersion"u8)} was not converted to {version.Kind.ApiVersion}");
        now = Convert(now, version);
        return ReferenceEquals(now, tree) ? stored : Write(now);
    }

    public override bool ConvertsOutside => converter is not null;

    public override async ValueTask PrepareAsync(IReadOnlyList<ServedObject> stored, ResourceDefinition version, CancellationToken cancellationToken)
    {
        if (converter is null) return;
        var waiting = new Dictionary<string, List<(ServedObject Stored, TreeObject Tree)>>();
        foreach (var one in stored)
        {
            if (one.IsKnownIn(version) || Parse(one.Json) is not { } tree) continue;
            var apiVersion = tree.GetString("apiVersion"u8) ?? "";
            if (apiVersion == version.Kind.ApiVersion) continue;
            if (SchemaOf(tree) is { } written) tree = (TreeObject)Defaulting.Apply(Pruning.PruneObject(tree, written.Root), written.Root);
            if (!waiting.TryGetValue(apiVersion, out var same)) waiting.Add(apiVersion, same = []);
            same.Add((one, tree));
        }

        foreach (var same in waiting.Values)
        {
            var converted = await converter.ConvertAsync([.. same.Select(static one => one.Tree)], version.Kind.ApiVersion, cancellationToken);
            for (var i = 0; i < same.Count; i++) same[i].Stored.Prepare(version, Write(Pruned(converted[i], version)));
        }
    }

    public override async ValueTask<ReadOnlyMemory<byte>> ToStoredAsync(ReadOnlyMemory<byte> served, ResourceDefinition version, CancellationToken cancellationToken)
    {
        if (converter is null || ReferenceEquals(version, Storage) || Parse(served) is not { } tree) return ToStored(served, version);
        var converted = await converter.ConvertAsync([tree], Storage.Kind.ApiVersion, cancellationToken);
        return Write(Pruned(converted[0], Storage));
    }

    private static TreeObject Pruned(TreeObject value, ResourceDefinition version) => Pruning.PruneObject(value, ((CustomObjectCodec)version.Codec).Structure.Root);

    public override ReadOnlyMemory<byte> ToStored(ReadOnlyMemory<byte> served, ResourceDefinition version) =>
        ReferenceEquals(version, Storage) || Parse(served) is not { } tree ? served : Write(Convert(tree, Storage));

    public override TreeObject Convert(TreeObject value, ResourceDefinition to)
    {
        var apiVersion = to.Kind.ApiVersion;
        if (value.GetString("apiVersion"u8) == apiVersion) return value;
        return Pruned(value.With("apiVersion"u8, TreeString.Of(apiVersion)), to);
    }

    public override TreeObject ConvertWhole(TreeObject value, ResourceDefinition to)
    {
        if (value.GetString("apiVersion"u8) == to.Kind.ApiVersion) return value;
        // Nobody waits for a webhook to learn who owns what.
        if (converter is not null) throw new UnclassifiedException("fields are only compared where they are written");
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
