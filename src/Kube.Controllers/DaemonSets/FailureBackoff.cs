namespace Kube.Controllers.DaemonSets;

/// <summary>How long a node that fails its pod waits for the next: from 1 s doubling to 15 min, anew when it was quiet for twice as long. Safe for concurrent use.</summary>
internal sealed class FailureBackoff(TimeProvider time)
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, (TimeSpan Wait, DateTimeOffset Since)> _entries = [];

    /// <summary>Asks whether a failure may be dealt with now; if so, the next one waits longer.</summary>
    /// <param name="key">Whose failure.</param>
    /// <param name="left">How long to wait, when not.</param>
    public bool TryBegin(string key, out TimeSpan left)
    {
        var now = time.GetUtcNow();
        lock (_entries)
        {
            left = TimeSpan.Zero;
            if (!_entries.TryGetValue(key, out var entry) || now - entry.Since > s_longest * 2)
            {
                _entries[key] = (s_first, now);
                return true;
            }

            left = entry.Since + entry.Wait - now;
            if (left > TimeSpan.Zero) return false;
            _entries[key] = (entry.Wait * 2 < s_longest ? entry.Wait * 2 : s_longest, now);
            return true;
        }
    }

    /// <summary>Forgets what was quiet for long.</summary>
    public void Clean()
    {
        var now = time.GetUtcNow();
        lock (_entries)
        {
            foreach (var (key, entry) in _entries)
                if (now - entry.Since > s_longest * 2) _entries.Remove(key);
        }
    }
}
