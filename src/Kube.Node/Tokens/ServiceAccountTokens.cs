using System.Collections.Concurrent;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Node.Tokens;

/// <summary>Asks the API server for tokens, and keeps each until four fifths of its life, or a day, have passed (upstream's <c>pkg/kubelet/token</c>).</summary>
internal sealed class ServiceAccountTokens(IKubeClient client, TimeProvider time) : IServiceAccountTokens
{
    private const long DefaultSeconds = 3607;

    private static readonly TimeSpan s_longestKept = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<(string PodUid, string Audience, long Seconds), Held> _held = new();

    public async ValueTask<ServiceAccountToken> GetAsync(V1Pod pod, V1ServiceAccountTokenProjection source, CancellationToken cancellationToken)
    {
        var seconds = source.ExpirationSeconds ?? DefaultSeconds;
        var key = (pod.Metadata.Uid!, source.Audience ?? "", seconds);
        var now = time.GetUtcNow();
        if (_held.TryGetValue(key, out var held) && now < held.RefreshAt) return held.Token;
        try
        {
            held = await RequestAsync(pod, source, seconds, now, cancellationToken);
            _held[key] = held;
            return held.Token;
        }
        catch (Exception e) when (e is not OperationCanceledException && held is not null && now < held.Token.ExpiresAt)
        {
            // The old one is still good; the next sync asks again.
            return held.Token;
        }
    }

    public void Forget(string podUid)
    {
        foreach (var key in _held.Keys)
            if (key.PodUid == podUid) _held.TryRemove(key, out _);
    }

    private async ValueTask<Held> RequestAsync(V1Pod pod, V1ServiceAccountTokenProjection source, long seconds, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var account = pod.Spec.ServiceAccountName is { Length: > 0 } name ? name : "default";
        var request = new Authenticationv1TokenRequest
        {
            Metadata = new() { Name = account, Namespace = pod.Metadata.Namespace },
            Spec = new()
            {
                Audiences = string.IsNullOrEmpty(source.Audience) ? null : [source.Audience],
                ExpirationSeconds = seconds,
                BoundObjectRef = new() { ApiVersion = "v1", Kind = "Pod", Name = pod.Metadata.Name, Uid = pod.Metadata.Uid },
            },
        };
        var answer = await client.For<V1ServiceAccount>().CreateAsync(new(pod.Metadata.Namespace!, account), "token", request, WriteOptions.Default, cancellationToken);
        var status = ((Authenticationv1TokenRequest)answer).Status;
        var expires = status.ExpirationTimestamp is { } at ? new DateTimeOffset(at, TimeSpan.Zero) : now + TimeSpan.FromSeconds(seconds);
        var life = expires - now;
        var keep = life * 0.8 < s_longestKept ? life * 0.8 : s_longestKept;
        return new(new(status.Token, expires), now + keep);
    }

    private sealed record Held(ServiceAccountToken Token, DateTimeOffset RefreshAt);
}
