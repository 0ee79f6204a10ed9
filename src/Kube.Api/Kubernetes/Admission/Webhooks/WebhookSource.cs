using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Objects;
using Kube.Store.Snapshots;

namespace Kube.Api.Kubernetes.Admission.Webhooks;

/// <summary>The configured webhooks in the order in which they are asked: by configuration, then as written.</summary>
internal sealed class WebhookSource(IStoreSnapshots snapshots, IResourceCatalog catalog, ResourceChanges changes)
{
    private readonly GroupArrangement<Arranged> _hooks = new("admissionregistration.k8s.io", snapshots, catalog, changes, Arrange);

    public IReadOnlyList<CompiledWebhook> Mutating => _hooks.Current.Mutating;

    public IReadOnlyList<CompiledWebhook> Validating => _hooks.Current.Validating;

    private static Arranged Arrange(StoredGroup group) => new(
        [.. group.All<V1MutatingWebhookConfiguration>("mutatingwebhookconfigurations")
            .SelectMany(static item => (item.Webhooks ?? []).Select(hook => CompiledWebhook.Of(hook) with { Configuration = item.Metadata.Name ?? "" }))],
        [.. group.All<V1ValidatingWebhookConfiguration>("validatingwebhookconfigurations")
            .SelectMany(static item => (item.Webhooks ?? []).Select(hook => CompiledWebhook.Of(hook) with { Configuration = item.Metadata.Name ?? "" }))]);

    private sealed record Arranged(IReadOnlyList<CompiledWebhook> Mutating, IReadOnlyList<CompiledWebhook> Validating);
}
