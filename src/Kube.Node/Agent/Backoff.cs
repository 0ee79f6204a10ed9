namespace Kube.Node.Agent;

/// <summary>Growing waits by key: 10 s, doubled up to 5 min, forgotten after 10 min without trouble (upstream's <c>flowcontrol.Backoff</c>). For one owner.</summary>
internal sealed class Backoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(10);

    // Null until there is trouble, which most pods never have.
    private Dictionary<string, (TimeSpan Delay, DateTimeOffset Since)>? _entries;

    /// <summary>The wait of a key.</summary>
    public TimeSpan Get(string key) => _entries?.TryGetValue(key, out var entry) == true ? entry.Delay : TimeSpan.Zero;

    /// <summary>Notes that what happened at <paramref name="happened"/> is tried again now: the next time waits longer.</summary>
    public void Next(string key, DateTimeOffset happened, DateTimeOffset now)
    {
        var delay = s_first;
        _entries ??= new(StringComparer.Ordinal);
        if (_entries.TryGetValue(key, out var entry) && happened - entry.Since <= s_forgotten)
            delay = entry.Delay * 2 < s_longest ? entry.Delay * 2 : s_longest;
        _entries[key] = (delay, now);
    }

    /// <summary>How long still to wait after what happened at <paramref name="happened"/>; zero: no longer.</summary>
    public TimeSpan Remaining(string key, DateTimeOffset happened, DateTimeOffset now)
    {
        if (_entries?.TryGetValue(key, out var entry) != true || happened - entry.Since > s_forgotten) return TimeSpan.Zero;
        var left = happened + entry.Delay - now;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    public void Remove(string key) => _entries?.Remove(key);
}
