using System.Buffers;
using System.Globalization;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Controllers.Deployments;
using Kube.Controllers.Ownership;

namespace Kube.Controllers.Revisions;

/// <summary>What a revision keeps of its owner: the pod template, as the patch that puts it back (upstream's <c>pkg/controller/history</c>).</summary>
internal static class TemplateRevisions
{
    public const string HashLabel = "controller.kubernetes.io/hash";

    // Names of revisions become values of labels; what the hash adds must fit too.
    private const int LongestPrefix = 223;

    /// <summary>The patch of a template, its members sorted.</summary>
    public static RawJson PatchOf(V1PodTemplateSpec template)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        KubernetesTypes.Codec<V1PodTemplate>().Write(new V1PodTemplate { Template = template }, json);
        var tree = ((TreeObject)TreeNode.Parse(json.WrittenMemory)).GetObject("template"u8) ?? TreeObject.Empty;
        var patch = TreeObject.Of(new TreeMember("spec", TreeObject.Of(new TreeMember("template", tree.With("$patch"u8, TreeString.Of("replace"))))));
        var sorted = new ArrayBufferWriter<byte>(1024);
        patch.WriteSortedTo(sorted);
        return new(sorted.WrittenMemory);
    }

    /// <summary>The revision of an owner's template.</summary>
    public static V1ControllerRevision Make(IKubernetesObject<V1ObjectMeta> owner, V1PodTemplateSpec template, string name, (string Label, string Value) hash, RawJson data, long number) => new()
    {
        Metadata = new()
        {
            Name = name,
            Namespace = owner.Metadata.Namespace,
            Labels = new(template.Metadata.Labels ?? []) { [hash.Label] = hash.Value },
            Annotations = owner.Metadata.Annotations is null ? null : new(owner.Metadata.Annotations),
            OwnerReferences = [OwnerReferences.ToController(owner)],
        },
        Data = data,
        Revision = number,
    };

    /// <summary>The template that a revision keeps.</summary>
    public static V1PodTemplateSpec TemplateOf(V1ControllerRevision revision)
    {
        var template = Tree(revision)?.GetObject("spec"u8)?.GetObject("template"u8)
            ?? throw new InvalidOperationException($"the revision {revision.Metadata.Namespace}/{revision.Metadata.Name} holds no template");
        var whole = TreeObject.Of(
            new("apiVersion", TreeString.Of(V1PodTemplate.KubeApiVersion)), new("kind", TreeString.Of(V1PodTemplate.KubeKind)), new("template", template.Without("$patch"u8)));
        return KubernetesTypes.Codec<V1PodTemplate>().Read(whole.ToUtf8()).Template;
    }

    /// <summary>Whether two revisions keep the same, in whatever order of members.</summary>
    public static bool AreSame(V1ControllerRevision one, V1ControllerRevision other) => one.Data == other.Data || TreeNode.DeepEquals(Tree(one), Tree(other));

    /// <summary>The name that what is kept has among the revisions of its owner.</summary>
    public static string Hash(RawJson data, int collisions)
    {
        var hash = 2166136261u;
        foreach (var value in data.Utf8.Span) hash = (hash * 16777619) ^ value;
        foreach (var digit in collisions.ToString(CultureInfo.InvariantCulture)) hash = (hash * 16777619) ^ digit;
        return TemplateHash.SafeEncode(hash.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The name of a revision.</summary>
    public static string NameOf(string owner, string hash) => $"{(owner.Length > LongestPrefix ? owner[..LongestPrefix] : owner)}-{hash}";

    private static TreeObject? Tree(V1ControllerRevision revision) => revision.Data is { } data ? TreeNode.Parse(data.Utf8) as TreeObject : null;
}
