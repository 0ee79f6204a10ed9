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

    private readonly RecentEntries<UInt128, Bucket> _spam = new(Remembered);
    private readonly RecentEntries<UInt128, Group> _groups = new(Remembered);
    private readonly RecentEntries<UInt128, Observed> _events = new(Remembered);

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
    private static EventIdentity ObjectOf(EventNote note) =>
        new EventIdentity().With(note.Regarding.Kind).With(note.Regarding.Namespace).With(note.Regarding.Name).With(note.Regarding.Uid).With(note.Regarding.ApiVersion);

    private (UInt128 Key, string Message) Aggregate(EventNote note, DateTime at)
    {
        var group = ObjectOf(note).With(note.Type).With(note.Reason);
        if (!_groups.TryGet(group.Value, out var similar) || at - similar.Last > s_group) _groups.Set(group.Value, similar = new());
        similar.Add(note.Message);
        similar.Last = at;
        // Only so many messages are told apart; the rest of the group is one event.
        if (similar.Count < Similar) return (group.With(note.Regarding.FieldPath).With(note.Message).Value, note.Message);
        similar.RemoveFirst();
        return (group.Value, $"(combined from similar events): {note.Message}");
    }

    private bool IsSpam(EventNote note, DateTime at)
    {
        var key = ObjectOf(note).Value;
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

    /// <summary>The messages of a group: most groups have one, and no set for it.</summary>
    private sealed class Group
    {
        private string? _only;
        private HashSet<string>? _messages;

        public int Count => _messages?.Count ?? (_only is null ? 0 : 1);

        public DateTime Last { get; set; }

        public void Add(string message)
        {
            if (_messages is null && (_only is null || _only == message)) _only = message;
            else (_messages ??= [_only!]).Add(message);
        }

        public void RemoveFirst()
        {
            if (_messages is null) _only = null;
            else _messages.Remove(_messages.First());
        }
    }

    private sealed class Bucket(double tokens, DateTime at)
    {
        public double Tokens { get; set; } = tokens;

        public DateTime At { get; set; } = at;
    }
}
