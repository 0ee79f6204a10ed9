using Kube.Api.Metrics;

namespace Kube.Api.FlowControl;

/// <summary>What is counted of the requests of one flow schema at one priority level. Lives as long as the process, whatever is configured meanwhile.</summary>
internal sealed class FlowSeries(string schema, string level)
{
    private static readonly double[] s_seconds = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30];

    private long _dispatched;
    private long _queueFull;
    private long _noSeat;
    private long _timedOut;
    private long _cancelled;
    private int _waiting;
    private int _waitingSeats;
    private int _executing;
    private int _executingSeats;

    public string Schema { get; } = schema;

    public string Level { get; } = level;

    /// <summary>Seconds that requests waited which were then served.</summary>
    public CountedHistogram WaitsServed { get; } = new(s_seconds);

    /// <summary>Seconds that requests waited which were then refused.</summary>
    public CountedHistogram WaitsRefused { get; } = new(s_seconds);

    /// <summary>Seconds that requests were served for.</summary>
    public CountedHistogram Execution { get; } = new(s_seconds);

    public CountedHistogram Seats { get; } = new([1, 2, 4, 10]);

    public long Dispatched => Interlocked.Read(ref _dispatched);

    public int Waiting => _waiting;

    public int WaitingSeats => _waitingSeats;

    public int Executing => _executing;

    public int ExecutingSeats => _executingSeats;

    /// <summary>Refusals by upstream's words for their reasons.</summary>
    public IEnumerable<(string Reason, long Count)> Refusals() =>
        [("queue-full", _queueFull), ("concurrency-limit", _noSeat), ("time-out", _timedOut), ("cancelled", _cancelled)];

    public void Refuse(string reason)
    {
        ref var count = ref _queueFull;
        if (reason == "concurrency-limit") count = ref _noSeat;
        else if (reason == "time-out") count = ref _timedOut;
        else if (reason == "cancelled") count = ref _cancelled;
        Interlocked.Increment(ref count);
    }

    public void Wait(int seats)
    {
        Interlocked.Increment(ref _waiting);
        Interlocked.Add(ref _waitingSeats, seats);
    }

    public void EndWait(int seats)
    {
        Interlocked.Decrement(ref _waiting);
        Interlocked.Add(ref _waitingSeats, -seats);
    }

    public void Start(int seats)
    {
        Interlocked.Increment(ref _dispatched);
        Interlocked.Increment(ref _executing);
        Interlocked.Add(ref _executingSeats, seats);
    }

    public void End(int seats)
    {
        Interlocked.Decrement(ref _executing);
        Interlocked.Add(ref _executingSeats, -seats);
    }
}
