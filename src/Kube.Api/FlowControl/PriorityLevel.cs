using Kube.Api.Authentication;

namespace Kube.Api.FlowControl;

/// <summary>One priority level: seats, and queues in which requests wait for them, served as if every queue had an equal share of the seats all the time.</summary>
/// <remarks>
/// Fair queuing on virtual time (upstream's queueset, after "Start-time Fair Queuing"). R, the level's virtual time, grows by the seats in use per active queue. A queue's next
/// request starts, virtually, when the one before it ends, and is thought to take <see cref="EstimatedServiceSeconds"/> a seat until it is known what it took. Whenever seats
/// are free, the request whose virtual end is nearest gets them. All state is guarded by one lock, which nobody holds for longer than a walk over the queues.
/// </remarks>
internal sealed partial class PriorityLevel(string name, LevelSettings settings, TimeProvider time, TimeSpan waitLimit)
{
    /// <summary>What a request is thought to take before it is known.</summary>
    public const double EstimatedServiceSeconds = 0.003;

    private const int MostKept = 256;

    private readonly Lock _gate = new();
    private readonly FlowRequestList _executingRequests = new();
    private readonly Stack<FlowRequest> _free = [];
    private readonly SeatDemand _demand = new();
    private readonly RetryAfter _retryAfter = new();
    private readonly double _secondsPerTick = 1.0 / time.TimestampFrequency;

    private LevelSettings _settings = settings;
    private FlowQueue[] _queues = MakeQueues([], settings.Queues);
    private int _limit = Math.Clamp(settings.Nominal, settings.Least, settings.Most);
    private long _now = time.GetTimestamp();
    private double _r;
    private int _activeQueues;
    private int _waiting;
    private int _waitingSeats;
    private int _executing;
    private int _seatsInUse;
    private int _lastQueue;
    private uint _entered;
    private long _dispatched;
    private long _refused;
    private long _timedOut;
    private long _cancelled;

    public string Name { get; } = name;

    public string Uid => _settings.Uid;

    public bool IsExempt => _settings.IsExempt;

    /// <summary>Upstream allows one request 15 % of the level's nominal seats.</summary>
    public int MostSeats => Math.Max(1, (int)Math.Ceiling(_settings.Nominal * 0.15));

    public FlowTicket? TryEnter(in FlowMatch match, UserInfo user, string method, string path, in WorkEstimate work, out FlowRequest? waiting)
    {
        waiting = null;
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            FlowQueue? queue = null;
            if (!IsExempt && _settings.Queues == 0)
            {
                if (!Fits(work.MostSeats)) return Refuse(match.Schema, "concurrency-limit");
            }
            else if (!IsExempt)
            {
                queue = Choose(match.Flow);
                if (_seatsInUse >= _limit && queue.Waiting.Count >= _settings.QueueLength) return Refuse(match.Schema, "queue-full");
            }

            var request = Take(match.Schema, user, method, path, work);
            if (queue is null)
            {
                Start(request);
                return new FlowTicket(request);
            }

            request.Queue = queue;
            if (!queue.IsActive)
            {
                queue.NextDispatchR = _r;
                _activeQueues++;
            }

            // Nobody before it, and a seat: it need not stand in line.
            if (_waiting == 0 && Fits(work.MostSeats))
            {
                Start(request);
                return new FlowTicket(request);
            }

            Enqueue(request, queue);
            StartWaiting();
            if (request.State == FlowRequestState.Executing) return new FlowTicket(request);
            request.Started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting = request;
            return null;
        }
    }

    /// <summary>Waits for a seat.</summary>
    public async ValueTask<FlowTicket> WaitAsync(FlowRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await request.Started!.Task.WaitAsync(waitLimit, time, cancellationToken);
            return new FlowTicket(request);
        }
        catch (TimeoutException)
        {
            // Its turn may have come in the same moment.
            return GiveUp(request, "time-out") ?? new FlowTicket(request);
        }
        catch (OperationCanceledException)
        {
            if (GiveUp(request, "cancelled") is null) new FlowTicket(request).Release();
            throw;
        }
    }

    /// <summary>Ends a request, unless that was done: its queue gets back what it took less than thought, and its seats go to those who wait, after the time that it keeps them.</summary>
    public void Finish(FlowRequest request, int generation)
    {
        lock (_gate)
        {
            if (request.Generation != generation || request.State != FlowRequestState.Executing) return;
            Pass(time.GetTimestamp());
            var seconds = (_now - request.StartedAt) * _secondsPerTick;
            request.Schema.Series.Execution.Record(seconds);
            request.Schema.Series.End(request.Work.MostSeats);
            _executingRequests.Remove(request);
            _executing--;
            if (request.Queue is { } queue)
            {
                queue.Executing--;
                queue.NextDispatchR -= (EstimatedServiceSeconds - seconds) * request.Work.InitialSeats;
                queue.BoundNextDispatch();
                if (!queue.IsActive) _activeQueues--;
            }

            if (request.Work.AdditionalLatency > TimeSpan.Zero && !IsExempt) KeepSeats(request);
            else FreeSeats(request.Queue, request.Work.MostSeats);
            Return(request);
            StartWaiting();
        }
    }

    private FlowTicket? GiveUp(FlowRequest request, string reason)
    {
        lock (_gate)
        {
            if (request.State != FlowRequestState.Waiting) return null;
            Pass(time.GetTimestamp());
            Dequeue(request);
            request.State = FlowRequestState.Free;
            if (!request.Queue!.IsActive) _activeQueues--;
            request.Schema.Series.WaitsRefused.Record((_now - request.ArrivedAt) * _secondsPerTick);
            if (reason == "cancelled") _cancelled++;
            else _timedOut++;
            // Seats that were too few for it may be enough for others.
            StartWaiting();
            return Refuse(request.Schema, reason);
        }
    }

    private FlowTicket Refuse(CompiledSchema schema, string reason)
    {
        schema.Series.Refuse(reason);
        if (reason is "queue-full" or "concurrency-limit")
        {
            _refused++;
            schema.Series.WaitsRefused.Record(0);
        }

        _retryAfter.Refused(time.GetUtcNow().ToUnixTimeSeconds());
        return new FlowTicket(reason, _retryAfter.Seconds);
    }

    private FlowRequest Take(CompiledSchema schema, UserInfo user, string method, string path, in WorkEstimate work)
    {
        if (!_free.TryPop(out var request)) request = new FlowRequest(this);
        request.Schema = schema;
        request.User = user;
        request.Method = method;
        request.Path = path;
        request.Work = work;
        request.ArrivedAt = _now;
        request.ArrivalR = _r;
        return request;
    }

    // One that has waited may still be looked at by whoever waited for it.
    private void Return(FlowRequest request)
    {
        request.Generation++;
        request.State = FlowRequestState.Free;
        if (request.Started is not null || _free.Count >= MostKept) return;
        request.Queue = null;
        _free.Push(request);
    }

    private static FlowQueue[] MakeQueues(FlowQueue[] known, int count)
    {
        if (count <= known.Length) return known;
        var queues = new FlowQueue[count];
        for (var i = 0; i < count; i++) queues[i] = i < known.Length ? known[i] : new FlowQueue(i);
        return queues;
    }
}
