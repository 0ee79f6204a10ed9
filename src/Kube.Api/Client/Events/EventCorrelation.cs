namespace Kube.Api.Client.Events;

/// <summary>What becomes of a note beside those before it: dropped when one object is too loud (25 at once, then one in 5 minutes), a greater count on an event
/// like it, one of a group of similar ones (more than 10 within 10 minutes), or an event of its own. Upstream's correlator. One user.</summary>
internal sealed class EventCorrelation
{
    private const int Remembered = 4096;
    private const int Burst = 25;
    private const int Similar = 10;

    private static readonly TimeSpan s_refill = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_group = TimeSpan.FromMinutes(10);

    private readonly RecentEntries<string, Bucket> _spam = new(Remembered);
    private readonly RecentEntries<string, Group> _groups = new(Remembered);
    private readonly RecentEntries<string, Observed> _events = new(Remembered);

    /// <summary>Decides about a note.</summary>
    /// <returns>The event to write, or null when the note is dropped.</returns>
    public Correlated? Correlate(EventNote note, DateTime at)
    {
        var (key, message) = Aggregate(note, at);
        var known = _events.TryGet(key, out var seen);
        var observed = known
            ? seen! with { Count = seen.Count + 1 }
            : new(EventLoop.NameOf(note.Regarding.Name ?? "", at), at, 1);
        _events.Set(key, observed);
        return IsSpam(note, at) ? null : new(observed.Name, message, observed.First, observed.Count);
    }

    // Objects are told apart by identity; their revision is not part of it.
    private static string ObjectOf(EventNote note) =>
        string.Join('\n', note.Regarding.Kind, note.Regarding.Namespace, note.Regarding.Name, note.Regarding.Uid, note.Regarding.ApiVersion);

    private (string Key, string Message) Aggregate(EventNote note, DateTime at)
    {
        var group = $"{ObjectOf(note)}\n{note.Type}\n{note.Reason}";
        var single = $"{group}\n{note.Regarding.FieldPath}\n{note.Message}";
        if (!_groups.TryGet(group, out var similar) || at - similar.Last > s_group) similar = new();
        similar.Messages.Add(note.Message);
        similar.Last = at;
        _groups.Set(group, similar);
        if (similar.Messages.Count < Similar) return (single, note.Message);
        // Only so many messages are told apart; the rest of the group is one event.
        similar.Messages.Remove(similar.Messages.First());
        return (group, $"(combined from similar events): {note.Message}");
    }

    private bool IsSpam(EventNote note, DateTime at)
    {
        var key = ObjectOf(note);
        if (!_spam.TryGet(key, out var bucket)) _spam.Set(key, bucket = new(Burst, at));
        bucket.Tokens = Math.Min(Burst, bucket.Tokens + ((at - bucket.At) / s_refill));
        bucket.At = at;
        if (bucket.Tokens < 1) return true;
        bucket.Tokens--;
        return false;
    }

    /// <param name="Name">The event's name.</param>
    /// <param name="Message">For people.</param>
    /// <param name="First">When it was first observed.</param>
    /// <param name="Count">How often it was observed: more than once means that the event is there already.</param>
    internal sealed record Correlated(string Name, string Message, DateTime First, int Count);

    private sealed record Observed(string Name, DateTime First, int Count);

    private sealed class Group
    {
        public HashSet<string> Messages { get; } = [];

        public DateTime Last { get; set; }
    }

    private sealed class Bucket(double tokens, DateTime at)
    {
        public double Tokens { get; set; } = tokens;

        public DateTime At { get; set; } = at;
    }
}
