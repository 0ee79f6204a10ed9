namespace Kube.Controllers.Queues;

/// <summary>How long a key waits after a failure: from 5 ms doubling to 1000 s for each failure in a row, and never more than 10 retries a second beyond a
/// burst of 100 for all keys together (upstream's default controller rate limiter). Guarded by its own lock.</summary>
internal sealed class RetryDelays<TKey>(TimeProvider time)
    where TKey : notnull
{
    private const double PerSecond = 10;
    private const double Burst = 100;

    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1000);

    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, int> _failures = [];
    private double _tokens = Burst;
    private long _filled = time.GetTimestamp();

    public TimeSpan Next(TKey key)
    {
        lock (_gate)
        {
            _failures.TryGetValue(key, out var failures);
            _failures[key] = failures + 1;
            // 5 ms times 2 to the 18th is past the longest wait.
            var own = failures >= 18 ? s_longest : s_first * (1 << failures);
            if (own > s_longest) own = s_longest;
            var shared = Reserve();
            return own > shared ? own : shared;
        }
    }

    public int Failures(TKey key)
    {
        lock (_gate)
            return _failures.GetValueOrDefault(key);
    }

    public void Forget(TKey key)
    {
        lock (_gate)
            _failures.Remove(key);
    }

    private TimeSpan Reserve()
    {
        var now = time.GetTimestamp();
        _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_filled, now).TotalSeconds * PerSecond));
        _filled = now;
        _tokens--;
        return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / PerSecond);
    }
}
