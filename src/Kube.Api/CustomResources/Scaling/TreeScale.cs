using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Tree;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Scaling;

/// <summary>An object shown as a Scale by where its numbers stand.</summary>
/// <param name="paths">Where.</param>
/// <param name="read">The object as a tree, with or without its metadata.</param>
/// <param name="write">Makes the object what the tree says; its metadata stays.</param>
internal sealed class TreeScale(
    ScalePaths paths, Func<IKubernetesObject<V1ObjectMeta>, TreeObject> read, Action<IKubernetesObject<V1ObjectMeta>, TreeObject> write) : SubresourceProjection
{
    public override string? ReplicasPath { get; } = paths.Spec.TrimStart('.');

    public override void EnsureReadable(IKubernetesObject<V1ObjectMeta> parent)
    {
        if (ScalePaths.Find(read(parent), paths.Spec) is null or TreeNull)
            throw new InternalErrorException($"the spec replicas field {BadValue.Quote(paths.Spec)} does not exist");
    }

    public override IKubernetesObject<V1ObjectMeta> Read(IKubernetesObject<V1ObjectMeta> parent)
    {
        var content = read(parent);
        var meta = parent.Metadata;
        return new V1Scale
        {
            ApiVersion = "autoscaling/v1",
            Kind = "Scale",
            Metadata = new V1ObjectMeta
            {
                Name = meta.Name, Namespace = meta.Namespace, Uid = meta.Uid, ResourceVersion = meta.ResourceVersion, CreationTimestamp = meta.CreationTimestamp,
            },
            Spec = new V1ScaleSpec { Replicas = Count(content, paths.Spec) is var wished and not 0 ? wished : null },
            Status = new V1ScaleStatus
            {
                Replicas = Count(content, paths.Status),
                Selector = paths.Selector is { } selector && ScalePaths.Find(content, selector) is TreeString text ? text.Value : null,
            },
        };
    }

    public override void Write(IKubernetesObject<V1ObjectMeta> parent, IKubernetesObject<V1ObjectMeta> view, FieldErrors errors)
    {
        try
        {
            write(parent, ScalePaths.Set(read(parent), paths.Spec, TreeNumber.Of(((V1Scale)view).Spec?.Replicas ?? 0)));
        }
        catch (InvalidOperationException)
        {
            throw new InternalErrorException($"the spec replicas field {BadValue.Quote(paths.Spec)} does not exist");
        }
    }

    private static int Count(TreeObject content, string path) =>
        ScalePaths.Find(content, path) is TreeNumber number && number.TryGetInt64(out var count) ? (int)Math.Clamp(count, int.MinValue, int.MaxValue) : 0;
}
