using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
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

    public ProtectedClaimReconciler(IKubeClient client, IResourceCache<V1PersistentVolumeClaim> claims, IResourceCache<V1Pod> pods)
    {
        (_client, _claims, _pods) = (client, claims, pods);
        pods.AddIndex(ClaimUsers.Index);
    }

    /// <summary>Whether there is something to do for a claim: it goes and is held, or lives and is not.</summary>
    public static bool Matters(V1PersistentVolumeClaim claim) => claim.Metadata.DeletionTimestamp is not null == (claim.Metadata.Finalizers?.Contains(Finalizer) == true);

    /// <summary>The claims of a pod.</summary>
    public static IEnumerable<ObjectKey> ClaimsOf(V1Pod pod) => ClaimUsers.ClaimsOf(pod).Select(name => new ObjectKey(pod.Metadata.Namespace!, name));

    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!_claims.TryGet(key, out var claim) || !Matters(claim)) return ReconcileResult.Done;
        var copy = claim.DeepClone();
        if (claim.Metadata.DeletionTimestamp is null)
        {
            (copy.Metadata.Finalizers ??= []).Add(Finalizer);
        }
        else
        {
            if (await IsUsedAsync(claim, cancellationToken)) return ReconcileResult.Done;
            copy.Metadata.Finalizers!.Remove(Finalizer);
        }

        try
        {
            await _client.For<V1PersistentVolumeClaim>().UpdateAsync(copy, WriteOptions.Default, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Gone already.
        }

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
