using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.BootstrapTokens;

/// <summary>Signs the map by which joining nodes get to know the cluster with every bootstrap token that may sign, so that who has a token knows that the map is true.</summary>
internal sealed class ClusterInfoReconciler(IResourceCache<V1ConfigMap> maps, IResourceCaches caches, IKubeClient client, TimeProvider time) : IReconciler<V1ConfigMap>
{
    public const string Namespace = "kube-public";
    public const string Name = "cluster-info";

    private const string Signed = "kubeconfig";

    /// <summary>The one map that matters.</summary>
    public static CacheScope Scope { get; } = new(Namespace, $"metadata.name={Name}");

    /// <summary>The secrets that are tokens.</summary>
    public static CacheScope Tokens { get; } = new("kube-system", $"type={BootstrapTokenSecret.Type}");

    private readonly IResourceCache<V1Secret> _tokens = caches.For<V1Secret>(Tokens);

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!maps.TryGet(key, out var map) || map.Data?.GetValueOrDefault(Signed) is not { } content) return ReconcileResult.Done;
        var now = time.GetUtcNow();
        var wanted = map.Data.Where(static entry => !entry.Key.StartsWith(DetachedSignature.EntryPrefix, StringComparison.Ordinal)).ToDictionary();
        foreach (var secret in _tokens.List(""))
            if (Signature(secret, content, now) is { } signature) wanted[DetachedSignature.EntryPrefix + BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.Id)] = signature;
        if (wanted.Count != map.Data.Count || wanted.Any(entry => map.Data.GetValueOrDefault(entry.Key) != entry.Value))
        {
            var signed = map.DeepClone();
            signed.Data = wanted;
            await client.For<V1ConfigMap>().UpdateAsync(signed, WriteOptions.Default, cancellationToken);
        }

        return ReconcileResult.Done;
    }

    private static string? Signature(V1Secret secret, string content, DateTimeOffset now)
    {
        var id = BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.Id);
        var value = BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.Secret);
        if (secret.Metadata.DeletionTimestamp is not null || id.Length == 0 || value.Length == 0) return null;
        if (secret.Metadata.Name != BootstrapTokenSecret.NamePrefix + id || BootstrapTokenSecret.HasExpired(secret, now)) return null;
        return BootstrapTokenSecret.Text(secret, BootstrapTokenSecret.UsableToSign) == "true" ? DetachedSignature.Of(content, id, value) : null;
    }
}
