using Kube.Api.Models;
using Kube.Api.Tree;

namespace Kube.Api.CustomResources;

/// <summary>A custom resource on its way through the pipeline: its metadata as a model, everything else as an immutable tree.</summary>
internal sealed class CustomObject : IKubernetesObject<V1ObjectMeta>
{
    public CustomObject(TreeObject content, V1ObjectMeta metadata) => (Content, Metadata) = (content, metadata);

    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public V1ObjectMeta Metadata { get; set; }

    /// <summary>All members but apiVersion, kind and metadata.</summary>
    public TreeObject Content { get; set; }
}
