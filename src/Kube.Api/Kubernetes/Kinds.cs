using Kube.Api.Catalog;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes;

/// <summary>Shorthands for the registration of built-in resources.</summary>
internal static class Kinds
{
    public const string All = "all";
    public const string ApiExtensions = "api-extensions";

    /// <summary>The verbs of <c>status</c> and <c>scale</c>, in discovery's order.</summary>
    public static readonly string[] ReadWrite = [Verbs.Get, Verbs.Patch, Verbs.Update];

    /// <summary>The codec of a kind that the model has.</summary>
    /// <exception cref="InvalidOperationException">The model has no such kind: the catalog and the generated model belong to different versions.</exception>
    public static ObjectCodec Codec(string group, string version, string kind) =>
        KubernetesTypes.Find(new GroupVersionKind(group, version, kind)) ?? throw new InvalidOperationException($"The model has no {group}/{version}, Kind={kind}.");

    /// <summary>The subresource <c>status</c> of <typeparamref name="T"/>.</summary>
    /// <param name="main">The rules of the object itself.</param>
    /// <param name="keep">Carries everything but the status over from the stored object.</param>
    public static SubresourceDefinition Status<T>(ResourceStrategy<T> main, Action<T, T> keep)
        where T : class, IKubernetesObject<V1ObjectMeta> => SubresourceDefinition.Status(new StatusStrategy<T>(main, keep));

    /// <summary>The subresource <c>scale</c>.</summary>
    public static SubresourceDefinition Scale(SubresourceProjection projection) =>
        new() { Name = "scale", Verbs = ReadWrite, Codec = Codec("autoscaling", "v1", "Scale"), Projection = projection };

    /// <summary>A subresource that answers with another kind and is served outside the catalog, as streams are.</summary>
    public static SubresourceDefinition Listed(string name, string kind, params string[] verbs) => new() { Name = name, Verbs = verbs, ListedKind = kind };
}
