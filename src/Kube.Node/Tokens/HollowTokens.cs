using Kube.Api.Models;

namespace Kube.Node.Tokens;

/// <summary>No token is asked for: nothing in a simulated pod would read it.</summary>
internal sealed class HollowTokens : IServiceAccountTokens
{
    private static readonly ServiceAccountToken s_none = new("", DateTimeOffset.MaxValue);

    public ValueTask<ServiceAccountToken> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken) => new(s_none);

    public void Forget(string podUid)
    {
    }
}
