using Kube.Api.Authentication.BootstrapTokens;
using Kube.Api.Client;
using Kube.Api.Client.Caches;
using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Controllers.Runtime;

namespace Kube.Controllers.BootstrapTokens;

/// <summary>Deletes bootstrap tokens when their time is over.</summary>
internal sealed class ExpiredTokenReconciler(IResourceCache<V1Secret> tokens, IKubeClient client, TimeProvider time) : IReconciler<V1Secret>
{
    public async ValueTask<ReconcileResult> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (!tokens.TryGet(key, out var token)) return ReconcileResult.Done;
        var now = time.GetUtcNow();
        if (!BootstrapTokenSecret.HasExpired(token, now))
            return BootstrapTokenSecret.ExpiresAt(token) is { } at ? ReconcileResult.RequeueAfter(at - now) : ReconcileResult.Done;
        try
        {
            var same = new V1Preconditions { Uid = token.Metadata.Uid, ResourceVersion = token.Metadata.ResourceVersion };
            await client.For<V1Secret>().DeleteAsync(key, new() { Preconditions = same }, cancellationToken);
        }
        catch (NotFoundException)
        {
            // Somebody else was faster.
        }

        return ReconcileResult.Done;
    }
}
