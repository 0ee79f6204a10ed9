using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Core.Services.Repair;

/// <summary>Services and the records of their addresses, as they are stored at one revision.</summary>
internal readonly record struct StoredAddresses(IStoreSnapshot Snapshot, ResourceCatalogSnapshot Catalog)
{
    public const string FamilyLabel = "ipaddress.kubernetes.io/ip-family";

    private const string ManagerLabel = "ipaddress.kubernetes.io/managed-by";
    private const string Manager = "ipallocator.k8s.io";

    private static readonly GroupVersionResource s_services = new("", "v1", "services");

    public static GroupVersionResource Addresses { get; } = new("networking.k8s.io", "v1", "ipaddresses");

    /// <summary>Whether the server made the record for a service; others' are their own affair.</summary>
    public static bool IsManaged(V1IPAddress record) => record.Metadata.Labels?.GetValueOrDefault(ManagerLabel) == Manager;

    public bool AreServed => Catalog.TryFind(s_services, out _) && Catalog.TryFind(Addresses, out _);

    public IEnumerable<V1Service> Services() => All<V1Service>(s_services);

    public IEnumerable<V1IPAddress> Records() => All<V1IPAddress>(Addresses);

    public V1Service? Service(string ns, string name) => Find<V1Service>(s_services, ns, name);

    public V1IPAddress? Record(string address) => Find<V1IPAddress>(Addresses, "", address);

    public static V1IPAddress NewRecord(string address, string family, V1Service owner) => new()
    {
        Metadata = new() { Name = address, Labels = new() { [FamilyLabel] = family, [ManagerLabel] = Manager } },
        Spec = new() { ParentRef = new() { Group = "", Resource = "services", Namespace = owner.Metadata.Namespace, Name = owner.Metadata.Name } },
    };

    private T? Find<T>(GroupVersionResource resource, string ns, string name)
        where T : class => Catalog.TryFind(resource, out var definition) && Snapshot.TryGet(definition, ns, name, out var found)
            ? (T)found.Object.Decode(found.Revision)
            : null;

    private IEnumerable<T> All<T>(GroupVersionResource resource)
    {
        if (!Catalog.TryFind(resource, out var definition)) yield break;
        foreach (var entry in Snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ""))))
        {
            var found = entry.AsObject(definition);
            yield return (T)found.Object.Decode(found.Revision);
        }
    }
}
