using Kube.Api.ManagedFields;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Api.Tree;

namespace Kube.Api.Requests;

/// <summary>The object as a patch or an apply sees it: in the version of the request, or the view that its address shows.</summary>
internal static class ShownObject
{
    /// <param name="existing">The object as stored.</param>
    /// <param name="old">The same, decoded.</param>
    /// <param name="context">The request.</param>
    /// <param name="briefly">The tree is looked at only until <see cref="WriteContext.ForgetShown"/>, and nothing of it is kept.</param>
    public static TreeObject Of(ObjectRevision existing, IKubernetesObject<V1ObjectMeta> old, WriteContext context, bool briefly)
    {
        if (context.Subresource is { Projection: { } projection } subresource)
        {
            var view = ManagedFieldsStep.ToTree(subresource.Codec!, projection.Read(old));
            if (projection.ReplicasPath is not { } path) return view;
            var replicas = ManagedFieldsStep.ReplicasIn(context.Request.Resource, path);
            return ManagedFieldsStep.WithEntries(view, ScaleManagedFields.ToScale(OwnersOf(old, context), replicas));
        }

        var shown = existing.Object.In(context.Request.Resource);
        ReadOnlyMemory<byte> json;
        if (briefly)
        {
            var buffer = Scratch.Take();
            context.ShownIn = buffer;
            shown.WriteJson(buffer, existing.Revision);
            json = buffer.WrittenMemory;
        }
        else
        {
            json = shown.ToJson(existing.Revision);
        }

        var tree = (TreeObject)TreeNode.ParseOwn(json);
        context.Shown = (existing.Revision, tree);
        return tree;
    }

    /// <summary>The entries of a stored object.</summary>
    public static IReadOnlyList<ManagedFieldsEntry> OwnersOf(IKubernetesObject<V1ObjectMeta> obj, WriteContext context) =>
        ManagedFieldsEntry.ReadFrom(ManagedFieldsStep.ToTree(context.Stored.Codec, obj)) ?? [];
}
