using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Models;
using Kube.Api.Requests;
using Kube.Controllers.Runtime;
using Kube.Controllers.Volumes;

namespace Kube.Controllers.VolumeProtection;

/// <summary>Lets claims go only when no pod on a node uses them.</summary>
internal sealed class ProtectedClaimReconciler : IReconciler<V1PersistentVolumeClaim>
{
    private const string Finalizer = "kubernetes.io/pvc-protection";

    private readonly IKubeClient _client;
    private readonly IResourceCache<V1PersistentVolumeClaim> _claims;
    private readonly IResourceCache<V1Pod> _pods;
    private readonly ProtectionFinalizer<V1PersistentVolumeClaim> _finalizer;

    public ProtectedClaimReconciler(IKubeClient client, IResourceCache<V1PersistentVolumeClaim> claims, IResourceCache<V1Pod> pods)
    {
        (_client, _claims, _pods) = (client, claims, pods);
        _finalizer = new ProtectionFinalizer<V1PersistentVolumeClaim>(client, Finalizer);
        pods.AddIndex(ClaimUsers.Index);
    }

    /// <summary>Whether there is something to do for a claim: it goes and is held, or lives and is not.</summary>
    public static bool Matters(V1PersistentVolumeClaim claim) => ProtectionFinalizer<V1PersistentVolumeClaim>.Matters(claim, Finalizer);

    /// <summary>The claims of a pod.</summary>
    public static IEnumerable<ObjectKey> ClaimsOf(V1Pod pod) => ClaimUsers.ClaimsOf(pod).Select(name => new ObjectKey(pod.Metadata.Namespace!, name));

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_claims.TryGet(key, out var claim) || !Matters(claim)) return ReconcileResult.Done;
        if (claim.Metadata.DeletionTimestamp is not null && await IsUsedAsync(claim, cancellationToken)) return ReconcileResult.Done;
        await _finalizer.ApplyAsync(claim.DeepClone(), cancellationToken);
        return ReconcileResult.Done;
    }

    // The cache first, for most claims in use are found there; then the server, for what is let go is lost.
    private async ValueTask<bool> IsUsedAsync(V1PersistentVolumeClaim claim, CancellationToken cancellationToken)
    {
        if (_pods.Find(ClaimUsers.Index, claim.Key().ToString()).Any(pod => ClaimUsers.Uses(pod, claim))) return true;
        await foreach (var pod in _client.For<V1Pod>().ListAllAsync(claim.Metadata.Namespace!, ListOptions.Default, cancellationToken))
            if (ClaimUsers.Uses(pod, claim)) return true;
        return false;
    }
}
