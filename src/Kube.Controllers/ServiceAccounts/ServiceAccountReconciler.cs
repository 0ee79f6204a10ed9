using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Namespaces;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.ServiceAccounts;

/// <summary>Sees that every active namespace has the account <c>default</c>, which pods get that name none.</summary>
internal sealed class ServiceAccountReconciler(IResourceCache<V1Namespace> namespaces, IResourceCaches caches, IKubeClient client) : IReconciler<V1Namespace>
{
    public const string Name = "default";

    /// <summary>The accounts that matter here.</summary>
    public static CacheScope Scope { get; } = new(FieldSelector: $"metadata.name={Name}");

    private readonly IResourceCache<V1ServiceAccount> _accounts = caches.For<V1ServiceAccount>(Scope);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!namespaces.TryGet(key, out var ns) || ns.Status?.Phase != "Active" || _accounts.TryGet(new(key.Name, Name), out _)) return ReconcileResult.Done;
        try
        {
            await client.For<V1ServiceAccount>().CreateAsync(new() { Metadata = new() { Name = Name, Namespace = key.Name } }, WriteOptions.Default, cancellationToken);
        }
        catch (Exception e) when (e is AlreadyExistsException || NamespaceWrites.MeansTheNamespaceGoes(e))
        {
            // As it should be.
        }

        return ReconcileResult.Done;
    }
}
