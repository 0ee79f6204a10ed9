using Kube.Api.Admission;
using Kube.Api.Catalog;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>What the plugins look up, as it is stored now. What is handed out was decoded for the caller.</summary>
internal sealed class AdmissionObjects(IStoreSnapshots snapshots, IResourceCatalog catalog)
{
    /// <returns>The object; null when there is none, or no such resource in this catalog.</returns>
    public async ValueTask<T?> FindAsync<T>(GroupVersionResource resource, string ns, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return null;
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        return snapshot.TryGet(definition, ns, name, out var found) ? (T)found.Object.Decode(found.Revision) : null;
    }

    /// <returns>Every object of a cluster-scoped resource, or of a namespace, in the order of their names.</returns>
    public async ValueTask<IReadOnlyList<T>> AllAsync<T>(GroupVersionResource resource, CancellationToken cancellationToken, string ns = "")
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return [];
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        var all = new List<T>();
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ns))))
        {
            var found = entry.AsObject(definition);
            all.Add((T)found.Object.Decode(found.Revision));
        }

        return all;
    }

    /// <returns>The labels of a namespace, shared and read-only; null when there is none.</returns>
    public ValueTask<IReadOnlyDictionary<string, string>?> NamespaceLabelsAsync(string name, CancellationToken cancellationToken) =>
        LabelsAsync(new GroupVersionResource("", "v1", "namespaces"), name, cancellationToken);

    /// <returns>The labels of an object of a cluster-scoped resource, shared and read-only; null when there is none.</returns>
    public async ValueTask<IReadOnlyDictionary<string, string>?> LabelsAsync(GroupVersionResource resource, string name, CancellationToken cancellationToken)
    {
        if (!catalog.Current.TryFind(resource, out var definition)) return null;
        var snapshot = await snapshots.OpenLatestAsync(cancellationToken);
        return snapshot.TryGet(definition, "", name, out var found) ? found.Object.Facts.Labels : null;
    }

    /// <summary>The refusal of a request in upstream's form, which names the object even when the server is still to name it.</summary>
    public static ForbiddenException Refuse(AdmissionRequest request, string why) => new(request.Resource.Resource, NameOf(request), why);

    /// <summary>What a refusal calls the object: its name, what its name will begin with, or that it is unknown.</summary>
    public static string NameOf(AdmissionRequest request)
    {
        if (request.Name.Length > 0) return request.Name;
        if (request.Object?.Metadata is not { } meta) return "Unknown";
        return meta.Name is { Length: > 0 } own ? own : meta.GenerateName is { Length: > 0 } prefix ? prefix : "Unknown";
    }
}
