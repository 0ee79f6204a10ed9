namespace Kube.Api.FlowControl;

/// <summary>Who is next.</summary>
internal sealed partial class PriorityLevel
{
    // Seats that are kept after their request has ended, by when they are free.
    private readonly PriorityQueue<(FlowQueue? Queue, int Seats), long> _kept = new();
    private ITimer? _keptTimer;

    /// <summary>Moves virtual time on to a moment.</summary>
    private void Pass(long now)
    {
        if (now <= _now) return;
        var seconds = (now - _now) * _secondsPerTick;
        _now = now;
        _demand.Pass(seconds);
        if (_activeQueues > 0) _r += seconds * Math.Min(_waitingSeats + _seatsInUse, _limit) / _activeQueues;
    }

    // Wider than all there is: it runs alone.
    private bool Fits(int seats) => seats > _limit ? _seatsInUse == 0 : _seatsInUse + seats <= _limit;

    /// <summary>Of the queues in a flow's hand the one with the least to do.</summary>
    private FlowQueue Choose(ulong flow)
    {
        Span<int> hand = stackalloc int[_settings.HandSize];
        ShuffleDealer.Deal(flow, _settings.Queues, hand);
        var offset = (int)(_entered++ % (uint)hand.Length);
        FlowQueue? best = null;
        var least = double.MaxValue;
        for (var i = 0; i < hand.Length; i++)
        {
            var queue = _queues[hand[(offset + i) % hand.Length]];
            var work = queue.WaitingWork + (queue.SeatsInUse * EstimatedServiceSeconds);
            if (work >= least) continue;
            least = work;
            best = queue;
        }

        return best!;
    }

    private void Enqueue(FlowRequest request, FlowQueue queue)
    {
        request.State = FlowRequestState.Waiting;
        queue.Add(request);
        queue.BoundNextDispatch();
        _waiting++;
        _waitingSeats += request.Work.MostSeats;
        request.Schema.Series.Wait(request.Work.MostSeats);
        _demand.Set(_waitingSeats + _seatsInUse);
    }

    private void Dequeue(FlowRequest request)
    {
        request.Queue!.Remove(request);
        _waiting--;
        _waitingSeats -= request.Work.MostSeats;
        request.Schema.Series.EndWait(request.Work.MostSeats);
        _demand.Set(_waitingSeats + _seatsInUse);
    }

    private void Start(FlowRequest request)
    {
        request.State = FlowRequestState.Executing;
        request.StartedAt = _now;
        _executingRequests.Add(request);
        _executing++;
        _dispatched++;
        _seatsInUse += request.Work.MostSeats;
        _demand.Set(_waitingSeats + _seatsInUse);
        request.Schema.Series.Start(request.Work.MostSeats);
        request.Schema.Series.Seats.Record(request.Work.MostSeats);
        request.Schema.Series.WaitsServed.Record((_now - request.ArrivedAt) * _secondsPerTick);
        if (request.Queue is not { } queue) return;
        queue.Executing++;
        queue.SeatsInUse += request.Work.MostSeats;
        queue.NextDispatchR += request.TotalWork;
        queue.BoundNextDispatch();
    }

    private void StartWaiting()
    {
        while (_waiting > 0 && Next() is { } request)
        {
            Dequeue(request);
            Start(request);
            request.Started?.SetResult();
        }
    }

    /// <summary>The oldest of the queue that ends first in virtual time; null when it finds no seats: nobody overtakes it.</summary>
    private FlowRequest? Next()
    {
        FlowRequest? next = null;
        var (earliest, found) = (double.MaxValue, _lastQueue);
        for (var i = 1; i <= _queues.Length; i++)
        {
            // After the queue that was served last, so that equal ones take turns.
            var index = (_lastQueue + i) % _queues.Length;
            if (_queues[index].Waiting.First is not { } oldest) continue;
            var end = _queues[index].NextDispatchR + oldest.TotalWork;
            if (end >= earliest) continue;
            (earliest, found, next) = (end, index, oldest);
        }

        if (next is null || !Fits(next.Work.MostSeats)) return null;
        _lastQueue = found;
        return next;
    }

    private void FreeSeats(FlowQueue? queue, int seats)
    {
        _seatsInUse -= seats;
        if (queue is not null) queue.SeatsInUse -= seats;
        _demand.Set(_waitingSeats + _seatsInUse);
    }

    private void KeepSeats(FlowRequest request)
    {
        var until = _now + (long)(request.Work.AdditionalLatency.TotalSeconds * time.TimestampFrequency);
        var isFirst = !_kept.TryPeek(out _, out var first) || until < first;
        _kept.Enqueue((request.Queue, request.Work.MostSeats), until);
        if (!isFirst) return;
        _keptTimer ??= time.CreateTimer(static level => ((PriorityLevel)level!).FreeKept(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _keptTimer.Change(request.Work.AdditionalLatency, Timeout.InfiniteTimeSpan);
    }

    private void FreeKept()
    {
        lock (_gate)
        {
            Pass(time.GetTimestamp());
            // Timers count in milliseconds: what is free within the next one is free now.
            var soon = _now + (time.TimestampFrequency / 1000);
            while (_kept.TryPeek(out var kept, out var until) && until <= soon)
            {
                _kept.Dequeue();
                FreeSeats(kept.Queue, kept.Seats);
            }

            if (_kept.TryPeek(out _, out var next)) _keptTimer!.Change(TimeSpan.FromSeconds((next - _now) * _secondsPerTick), Timeout.InfiniteTimeSpan);
            StartWaiting();
        }
    }
}
