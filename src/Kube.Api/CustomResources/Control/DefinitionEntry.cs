using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources.Control;

/// <summary>A stored definition: its head as a model, its schemas only as the bytes that the store holds anyway.</summary>
internal sealed class DefinitionEntry
{
    private static readonly ObjectCodec<V1CustomResourceDefinition> s_codec = KubernetesTypes.Codec<V1CustomResourceDefinition>();
    private readonly ReadOnlyMemory<byte> _json;

    public DefinitionEntry(long revision, ReadOnlyMemory<byte> json)
    {
        (Revision, _json) = (revision, json);
        Head = s_codec.Read(json.Span);
        foreach (var version in Head.Spec.Versions) version.Schema = null;
        Head.Metadata.ManagedFields = null;
    }

    public long Revision { get; }

    /// <summary>The definition without its schemas; read-only.</summary>
    public V1CustomResourceDefinition Head { get; }

    public string Name => Head.Metadata.Name!;

    public bool IsEstablished => DefinitionConditions.IsTrue(Head.Status, DefinitionConditions.Established);

    public bool IsTerminating => Head.Metadata.DeletionTimestamp is not null;

    /// <summary>What decides how instances are served: a change elsewhere disturbs nobody.</summary>
    public string Form => field ??= MakeForm();

    /// <summary>The schema of a version, made anew.</summary>
    public V1JSONSchemaProps ReadSchema(string version) =>
        s_codec.Read(_json.Span).Spec.Versions.Find(known => known.Name == version)?.Schema?.OpenAPIV3Schema ?? new V1JSONSchemaProps { Type = "object" };

    /// <summary>The same as it was written.</summary>
    public TreeObject ReadSchemaTree(string version)
    {
        var versions = ((TreeObject)TreeNode.Parse(_json)).GetObject("spec"u8)?.GetArray("versions"u8) ?? TreeArray.Empty;
        foreach (var node in versions.Items)
        {
            if (node is TreeObject known && known.GetString("name"u8) == version)
                return known.GetObject("schema"u8)?.GetObject("openAPIV3Schema"u8) ?? TreeObject.Empty;
        }

        return TreeObject.Empty;
    }

    private string MakeForm()
    {
        var tree = (TreeObject)TreeNode.Parse(_json);
        var spec = tree["spec"u8]?.ToString() ?? "";
        var names = tree.GetObject("status"u8)?["acceptedNames"u8]?.ToString() ?? "";
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{Head.Metadata.Uid}\n{spec}\n{names}\n{IsTerminating}"));
        return Convert.ToHexStringLower(hash);
    }
}
