namespace Kube.Api.FlowControl;

/// <summary>How long refused clients are sent away: longer the more were refused in the last such time, up to 32 s, and shorter again by a second at a time.</summary>
/// <remarks>Guarded by its level's lock.</remarks>
internal sealed class RetryAfter
{
    private const int Most = 32;

    // How many were refused in each second, by the second's number.
    private readonly (long Second, int Count)[] _history = new (long, int)[Most + 2];
    private long _second;
    private long _changedAt;

    public int Seconds { get; private set; } = 1;

    public void Refused(long second)
    {
        if (_second != second)
        {
            _second = second;
            Adjust(second);
        }

        ref var now = ref _history[second % _history.Length];
        now = now.Second == second ? (second, now.Count + 1) : (second, 1);
    }

    private void Adjust(long second)
    {
        var refused = 0;
        foreach (var (at, count) in _history)
        {
            if (at < second && second - at <= Seconds) refused += count;
        }

        if (second - _changedAt >= Seconds && refused >= 3 * Seconds)
        {
            Seconds = Math.Min(Seconds * 2, Most);
            _changedAt = second;
        }
        else if (refused < Seconds && Seconds > 1)
        {
            Seconds--;
        }
    }
}
