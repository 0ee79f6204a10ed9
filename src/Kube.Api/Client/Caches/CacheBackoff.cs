using Kube.Api.Requests;

namespace Kube.Api.Client.Caches;

/// <summary>How long a cache waits before it tries again: from 0.8 s doubling to 30 s, each up to twice as long by chance so that caches do not come back
/// together, anew after 2 quiet minutes (upstream's reflector). One user.</summary>
internal sealed class CacheBackoff(TimeProvider time, IRandomSource random)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(2);

    private TimeSpan _next = s_first;
    private long _last = time.GetTimestamp();

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_last) > s_quiet) _next = s_first;
        _last = time.GetTimestamp();
        var wait = _next * (1 + random.NextFraction());
        _next = _next * 2 < s_longest ? _next * 2 : s_longest;
        return Task.Delay(wait, time, cancellationToken);
    }
}
