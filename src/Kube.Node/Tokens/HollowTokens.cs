using Kube.Api.Models;

namespace Kube.Node.Tokens;

/// <summary>No token is asked for: nothing in a simulated pod would read it.</summary>
internal sealed class HollowTokens : IServiceAccountTokens
{
    public ValueTask<string> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken) => new("");

    public void Forget(string podUid)
    {
    }
}
