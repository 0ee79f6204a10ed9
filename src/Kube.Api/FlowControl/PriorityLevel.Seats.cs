namespace Kube.Api.FlowControl;

/// <summary>How many seats the level has, and how it stands.</summary>
internal sealed partial class PriorityLevel
{
    private int _target;

    public LevelSettings Settings => _settings;

    public bool IsIdle
    {
        get
        {
            lock (_gate) return _waiting == 0 && _executing == 0 && _seatsInUse == 0;
        }
    }

    /// <summary>Takes a changed configuration over; who waits or executes goes on.</summary>
    public void Configure(LevelSettings settings)
    {
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            // Queues that are no longer dealt are served until they are empty.
            _queues = MakeQueues(_queues, settings.Queues);
            _settings = settings;
            _limit = Math.Clamp(_limit, settings.Least, settings.Most);
            StartWaiting();
        }
    }

    /// <summary>Ends a period of demand, and says what the level would like in the next.</summary>
    public SeatAllocation.Wish EndPeriod()
    {
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            _demand.Turn();
            var least = IsExempt ? Math.Max(_settings.Least, _demand.HighWatermark) : Math.Max(_settings.Least, Math.Min(_settings.Nominal, _demand.HighWatermark));
            _target = (int)Math.Round(Math.Max(least, _demand.Smoothed), MidpointRounding.AwayFromZero);
            return new SeatAllocation.Wish(least, Math.Max(least, _settings.Most), Math.Max(least, _demand.Smoothed));
        }
    }

    /// <summary>Gives the level its seats for the next period.</summary>
    public void Allot(int seats)
    {
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            _limit = seats;
            StartWaiting();
        }
    }

    public LevelState Describe()
    {
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            return new LevelState
            {
                Name = Name,
                Settings = _settings,
                Limit = _limit,
                R = _r,
                Target = _target,
                DemandAverage = _demand.Average,
                DemandDeviation = _demand.Deviation,
                DemandHighWatermark = _demand.HighWatermark,
                DemandSmoothed = _demand.Smoothed,
                ActiveQueues = _activeQueues,
                Waiting = _waiting,
                Executing = _executing,
                SeatsInUse = _seatsInUse,
                Dispatched = _dispatched,
                Refused = _refused,
                TimedOut = _timedOut,
                Cancelled = _cancelled,
                Queues = [.. _queues.Select(static queue => new LevelState.QueueState(
                    queue.Index, queue.Waiting.Count, queue.Executing, queue.SeatsInUse, queue.NextDispatchR, queue.WaitingInitialSeats, queue.WaitingMostSeats, queue.WaitingWork))],
                Requests = DescribeRequests(),
            };
        }
    }

    private List<LevelState.RequestState> DescribeRequests()
    {
        var all = new List<LevelState.RequestState>(_executing + _waiting);
        var at = time.GetUtcNow();
        for (var request = _executingRequests.First; request is not null; request = request.Next) all.Add(Describe(request, -1, -1, at));
        foreach (var queue in _queues)
        {
            var index = 0;
            for (var request = queue.Waiting.First; request is not null; request = request.Next) all.Add(Describe(request, queue.Index, index++, at));
        }

        return all;
    }

    private LevelState.RequestState Describe(FlowRequest request, int queue, int index, DateTimeOffset at) => new(
        request.Schema, queue, index, request.User.Name, request.Method, request.Path, request.Work,
        at - TimeSpan.FromSeconds((_now - request.ArrivedAt) * _secondsPerTick),
        request.State == FlowRequestState.Executing ? at - TimeSpan.FromSeconds((_now - request.StartedAt) * _secondsPerTick) : null);
}
