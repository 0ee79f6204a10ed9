using System.Runtime.CompilerServices;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Kv;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>The configured webhooks in the order in which they are asked: by configuration, then as written. Arranged again only after one of their group was written.</summary>
internal sealed class WebhookSource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private const string Group = "admissionregistration.k8s.io";

    private readonly StrongBox<long> _counter = changes.Of(Group);
    private volatile Arranged? _arranged;

    public IReadOnlyList<CompiledWebhook> Mutating => Current.Mutating;

    public IReadOnlyList<CompiledWebhook> Validating => Current.Validating;

    private Arranged Current
    {
        get
        {
            var catalogNow = catalog.Current;
            // The counter before the snapshot: see ResourceChanges.
            var count = Volatile.Read(ref _counter.Value);
            if (_arranged is { } kept && kept.Count == count && ReferenceEquals(kept.Catalog, catalogNow)) return kept;
            var snapshot = snapshots.Open();
            return _arranged = new Arranged(
                count,
                catalogNow,
                [.. All<V1MutatingWebhookConfiguration>(snapshot, catalogNow, "mutatingwebhookconfigurations").SelectMany(static item => (item.Webhooks ?? []).Select(hook => CompiledWebhook.Of(hook) with { Configuration = item.Metadata.Name ?? "" }))],
                [.. All<V1ValidatingWebhookConfiguration>(snapshot, catalogNow, "validatingwebhookconfigurations").SelectMany(static item => (item.Webhooks ?? []).Select(hook => CompiledWebhook.Of(hook) with { Configuration = item.Metadata.Name ?? "" }))]);
        }
    }

    // The store's order is that of the names.
    private static IEnumerable<T> All<T>(IStoreSnapshot snapshot, ResourceCatalogSnapshot catalog, string plural)
    {
        if (!catalog.TryFind(new GroupVersionResource(Group, "v1", plural), out var definition)) yield break;
        foreach (var entry in snapshot.Ascending(KeyRange.Prefix(ObjectKeys.Prefix(definition, ""))))
            yield return (T)entry.AsObject(definition).Object.Decode(0);
    }

    private sealed record Arranged(long Count, ResourceCatalogSnapshot Catalog, IReadOnlyList<CompiledWebhook> Mutating, IReadOnlyList<CompiledWebhook> Validating);
}
