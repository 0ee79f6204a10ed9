using Kube.Api.Models;

namespace Kube.Node.Tokens;

/// <summary>Tokens of service accounts, bound to pods.</summary>
internal interface IServiceAccountTokens
{
    /// <summary>A token with at least a fifth of its life ahead.</summary>
    /// <param name="pod">The pod that it is bound to.</param>
    /// <param name="source">For whom and how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<ServiceAccountToken> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken);

    /// <summary>Forgets the tokens of a pod.</summary>
    void Forget(string podUid);
}
