using System.Buffers;
using System.Text;
using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.Kubernetes.Admission.Policies;

/// <summary>Requests and their objects as trees, and trees as objects again.</summary>
internal static class RequestTrees
{
    /// <summary>A stored object in a served version.</summary>
    public static TreeObject Of(IKubernetesObject<V1ObjectMeta> stored, ResourceDefinition version)
    {
        var served = version.Conversion is { } conversion ? conversion.ToServedForm(stored) : stored;
        var output = new ArrayBufferWriter<byte>();
        version.Codec.Encode(served, output);
        return ((TreeObject)TreeNode.Parse(output.WrittenMemory)).With("kind", TreeString.Of(version.Kind.Kind)).With("apiVersion", TreeString.Of(version.Kind.ApiVersion));
    }

    /// <summary>A tree in a served version as an object in the stored one.</summary>
    public static IKubernetesObject<V1ObjectMeta> ToStored(TreeNode tree, ResourceDefinition version)
    {
        var served = (IKubernetesObject<V1ObjectMeta>)version.Codec.Decode(tree.ToUtf8(), null);
        return version.Conversion is { } conversion ? conversion.ToStoredForm(served) : served;
    }

    public static TreeObject Of(V1Namespace ns)
    {
        var metadata = TreeObject.Empty.With("name", TreeString.Of(ns.Metadata.Name ?? ""))
            .With("UID", TreeString.Of(ns.Metadata.Uid ?? "")).With("resourceVersion", TreeString.Of(ns.Metadata.ResourceVersion ?? ""))
            .With("generation", TreeNumber.Of(ns.Metadata.Generation ?? 0));
        if (ns.Metadata.Labels is { Count: > 0 } labels) metadata = metadata.With("labels", Texts(labels));
        if (ns.Metadata.Annotations is { Count: > 0 } annotations) metadata = metadata.With("annotations", Texts(annotations));
        if (ns.Metadata.Finalizers is { Count: > 0 } finalizers) metadata = metadata.With("finalizers", Texts(finalizers));
        return TreeObject.Empty.With("metadata", metadata)
            .With("spec", TreeObject.Empty.With("finalizers", Texts(ns.Spec?.Finalizers ?? [])))
            .With("status", TreeObject.Empty.With("phase", TreeString.Of(ns.Status?.Phase ?? "")));
    }

    /// <summary>The request as an AdmissionRequest shows it, without its objects.</summary>
    public static TreeObject Of(AdmissionRequest request, ResourceDefinition version)
    {
        var tree = TreeObject.Empty
            .With("uid", TreeString.Empty)
            .With("kind", Kind(version))
            .With("resource", Resource(version))
            .With("requestKind", Kind(request.Resource))
            .With("requestResource", Resource(request.Resource))
            .With("operation", TreeString.Of(request.Operation.ToUpperInvariant()))
            .With("userInfo", User(request.User))
            .With("dryRun", TreeNode.Parse(request.DryRun ? "true" : "false"));
        if (request.Subresource.Length > 0)
            tree = tree.With("subResource", TreeString.Of(request.Subresource)).With("requestSubResource", TreeString.Of(request.Subresource));
        if (request.Name.Length > 0) tree = tree.With("name", TreeString.Of(request.Name));
        return request.Namespace.Length > 0 ? tree.With("namespace", TreeString.Of(request.Namespace)) : tree;
    }

    private static TreeObject Kind(ResourceDefinition version) => TreeObject.Empty.With("group", TreeString.Of(version.Kind.Group))
        .With("version", TreeString.Of(version.Kind.Version)).With("kind", TreeString.Of(version.Kind.Kind));

    private static TreeObject Resource(ResourceDefinition version) => TreeObject.Empty.With("group", TreeString.Of(version.Kind.Group))
        .With("version", TreeString.Of(version.Kind.Version)).With("resource", TreeString.Of(version.Plural));

    private static TreeObject User(Authentication.UserInfo user)
    {
        var tree = TreeObject.Empty.With("username", TreeString.Of(user.Name));
        if (!string.IsNullOrEmpty(user.Uid)) tree = tree.With("uid", TreeString.Of(user.Uid));
        if (user.Groups.Length > 0) tree = tree.With("groups", Texts(user.Groups));
        if (user.Extra.Count == 0) return tree;
        return tree.With("extra", TreeObject.Of([.. user.Extra.Select(extra => new TreeMember(Encoding.UTF8.GetBytes(extra.Key), Texts(extra.Value)))]));
    }

    private static TreeArray Texts(IEnumerable<string> texts) => TreeArray.Of([.. texts.Select(TreeString.Of)]);

    private static TreeObject Texts(Dictionary<string, string> texts) =>
        TreeObject.Of([.. texts.Select(text => new TreeMember(text.Key, TreeString.Of(text.Value)))]);
}
