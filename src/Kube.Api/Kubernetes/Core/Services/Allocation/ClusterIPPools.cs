using Kube.Api.Catalog;
using Kube.Api.Requests;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Services.Allocation;

/// <summary>A pool of cluster IPs for each family of the cluster.</summary>
internal sealed class ClusterIPPools(
    ServiceNetworks networks, ObjectCommits commits, ManagedFieldsStep managedFields, IStoreSnapshots snapshots, IResourceCatalog catalog, IRandomSource random)
{
    /// <summary>By family.</summary>
    public IReadOnlyDictionary<string, ClusterIPPool> ByFamily { get; } = networks.Families.ToDictionary(
        static family => family, family => new ClusterIPPool(family, networks, commits, managedFields, snapshots, catalog, random));

    /// <summary>The families that the cluster has networks for, the default one first.</summary>
    public IReadOnlyList<string> Families => networks.Families;
}
