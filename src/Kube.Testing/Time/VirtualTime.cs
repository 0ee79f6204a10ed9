namespace Kube.Testing.Time;

/// <summary>A clock that stands still until it is moved: by <see cref="VirtualScheduler"/> when there is nothing else to do. Safe for concurrent use.</summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<VirtualTimer, (long Due, long Turn)> _timers = new();
    private long _now;
    private long _turn;

    /// <summary>Makes a clock.</summary>
    /// <param name="start">What it shows.</param>
    public VirtualTime(DateTimeOffset start) => _now = start.UtcTicks;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer is due; null when none is set.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (_gate)
                return Next() is { } due ? new DateTimeOffset(due, TimeSpan.Zero) : null;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref _now), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock to its next timer, if one is due by then, else to the time given.</summary>
    /// <returns>What the timer does; null when none was due.</returns>
    internal Action? MoveTo(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (Next() is { } due && due <= until.UtcTicks)
            {
                if (due > _now) Volatile.Write(ref _now, due);
                var timer = _timers.Dequeue();
                timer.Set = 0;
                if (timer.Period > 0) Set(timer, _now + timer.Period);
                return timer.Fire;
            }

            if (until.UtcTicks > _now) Volatile.Write(ref _now, until.UtcTicks);
            return null;
        }
    }

    /// <summary>Moves the clock past its timers, which are overdue then.</summary>
    internal void SkipTo(DateTimeOffset until)
    {
        lock (_gate)
        {
            if (until.UtcTicks > _now) Volatile.Write(ref _now, until.UtcTicks);
        }
    }

    private long? Next()
    {
        while (_timers.TryPeek(out var timer, out var place))
        {
            if (timer.Set == place.Turn) return place.Due;
            _timers.Dequeue();
        }

        return null;
    }

    private void Set(VirtualTimer timer, long due)
    {
        timer.Set = ++_turn;
        _timers.Enqueue(timer, (due, timer.Set));
    }

    private sealed class VirtualTimer(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        /// <summary>The turn of the entry that counts; entries of other turns are passed over. 0: none.</summary>
        public long Set { get; set; }

        public long Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                Set = 0;
                Period = period == Timeout.InfiniteTimeSpan ? 0 : period.Ticks;
                if (dueTime != Timeout.InfiniteTimeSpan) time.Set(this, time._now + dueTime.Ticks);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
