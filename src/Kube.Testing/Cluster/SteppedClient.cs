using Kube.Api.Catalog;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Testing.Time;

namespace Kube.Testing.Cluster;

/// <summary>The test's own client. Each of its calls begins when the cluster has nothing to do, and runs as a part of it: what a test does one after another,
/// the cluster sees so too, whatever else the machine has to do.</summary>
internal sealed class SteppedClient(IKubeClient inner, VirtualScheduler scheduler) : IKubeClient
{
    public IResourceClient<T> For<T>()
        where T : class, IKubernetesObject<V1ObjectMeta> => new SteppedResource<T>(inner.For<T>(), scheduler);

    public IResourceClient<DynamicObject> For(GroupVersionResource resource) => new SteppedResource<DynamicObject>(inner.For(resource), scheduler);

    public IResourceClient<V1PartialObjectMetadata> Metadata(GroupVersionResource resource) =>
        new SteppedResource<V1PartialObjectMetadata>(inner.Metadata(resource), scheduler);
}
