using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Hosting;
using Kube.Controllers.Namespaces;
using Kube.Controllers.Runtime;
using Microsoft.Extensions.Options;

namespace Kube.Controllers.RootCertificates;

/// <summary>Keeps the certificates by which pods know the API server in a config map of every namespace; service account volumes are made of it.</summary>
internal sealed class RootCertificateReconciler(IResourceCache<V1Namespace> namespaces, IResourceCaches caches, IKubeClient client, IOptions<KubeControllersOptions> options)
    : IReconciler<V1Namespace>
{
    public const string Name = "kube-root-ca.crt";

    private const string Entry = "ca.crt";
    private const string DescriptionKey = "kubernetes.io/description";

    private const string Description =
        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. "
        + "No other usage is guaranteed across distributions of Kubernetes clusters.";

    /// <summary>The maps that matter here.</summary>
    public static CacheScope Scope { get; } = new(FieldSelector: $"metadata.name={Name}");

    private readonly IResourceCache<V1ConfigMap> _maps = caches.For<V1ConfigMap>(Scope);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (options.Value.RootCertificates.Length == 0) return ReconcileResult.Done;
        if (!namespaces.TryGet(key, out var ns) || ns.Status?.Phase == "Terminating") return ReconcileResult.Done;
        try
        {
            if (!_maps.TryGet(new(key.Name, Name), out var map)) await client.For<V1ConfigMap>().CreateAsync(Make(key.Name), WriteOptions.Default, cancellationToken);
            else if (!IsGood(map)) await client.For<V1ConfigMap>().UpdateAsync(Mend(map), WriteOptions.Default, cancellationToken);
        }
        catch (Exception e) when (e is AlreadyExistsException || NamespaceWrites.MeansTheNamespaceGoes(e))
        {
            // As it should be, or told of soon.
        }

        return ReconcileResult.Done;
    }

    private bool IsGood(V1ConfigMap map) =>
        map.Data is { Count: 1 } data
        && data.GetValueOrDefault(Entry) == options.Value.RootCertificates
        && !string.IsNullOrEmpty(map.Metadata.Annotations?.GetValueOrDefault(DescriptionKey));

    private V1ConfigMap Make(string ns) => new()
    {
        Metadata = new() { Name = Name, Namespace = ns, Annotations = new() { [DescriptionKey] = Description } },
        Data = new() { [Entry] = options.Value.RootCertificates },
    };

    private V1ConfigMap Mend(V1ConfigMap map)
    {
        var mended = map.DeepClone();
        mended.Data = new() { [Entry] = options.Value.RootCertificates };
        mended.Metadata.Annotations ??= [];
        mended.Metadata.Annotations[DescriptionKey] = Description;
        return mended;
    }
}
