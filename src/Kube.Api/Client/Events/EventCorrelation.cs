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
        var regarding = ObjectOf(note);
        var (key, message) = Aggregate(note, regarding, at);
        ref var observed = ref _events.Use(key, out var isNew);
        if (isNew) observed.First = at;
        observed.Count++;
        // The name is made of what the entry was found by and when it began: it need not be remembered.
        return IsSpam(regarding, at) ? null : new(EventLoop.NameOf(note.Regarding.Name ?? "", observed.First), message, observed.First, observed.Count);
    }

    // Objects are told apart by identity; their revision is not part of it.
    private static EventIdentity ObjectOf(EventNote note) =>
        new EventIdentity().With(note.Regarding.Kind).With(note.Regarding.Namespace).With(note.Regarding.Name).With(note.Regarding.Uid).With(note.Regarding.ApiVersion);

    private (UInt128 Key, string Message) Aggregate(EventNote note, EventIdentity regarding, DateTime at)
    {
        var group = regarding.With(note.Type).With(note.Reason);
        ref var similar = ref _groups.Use(group.Value, out var isNew);
        if (!isNew && at - similar.Last > s_group) similar = default;
        similar.Add(new EventIdentity().With(note.Message).Value);
        similar.Last = at;
        // Only so many messages are told apart; the rest of the group is one event.
        if (similar.Count < Similar) return (group.With(note.Regarding.FieldPath).With(note.Message).Value, note.Message);
        similar.RemoveFirst();
        return (group.Value, $"(combined from similar events): {note.Message}");
    }

    private bool IsSpam(EventIdentity regarding, DateTime at)
    {
        ref var bucket = ref _spam.Use(regarding.Value, out var isNew);
        bucket.Tokens = isNew ? Burst : Math.Min(Burst, bucket.Tokens + ((at - bucket.At) / s_refill));
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

    private struct Observed
    {
        public DateTime First;
        public int Count;
    }

    /// <summary>The messages of a group by their identities: most groups have one, and no set for it.</summary>
    private struct Group
    {
        private UInt128? _only;
        private HashSet<UInt128>? _messages;

        public DateTime Last;

        public readonly int Count => _messages?.Count ?? (_only is null ? 0 : 1);

        public void Add(UInt128 message)
        {
            if (_messages is null && (_only is null || _only == message)) _only = message;
            else (_messages ??= [_only!.Value]).Add(message);
        }

        public readonly void RemoveFirst() => _messages!.Remove(_messages.First());
    }

    private struct Bucket
    {
        public double Tokens;
        public DateTime At;
    }
}
