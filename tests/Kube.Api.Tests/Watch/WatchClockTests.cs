using Kube.Api.Watch;
using Kube.Testing.Store;

namespace Kube.Api.Tests.Watch;

public sealed class WatchClockTests
{
    // What a client gets that asks for timeoutSeconds=2147483647: 68 years.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(int.MaxValue);

    [Fact]
    public void Start_ForLongerThanATimerCanWait_Starts()
    {
        using var clock = new WatchClock(TimeProvider.System, s_longest, bookmarks: false);
        clock.Start(new WatchSignal());
        Assert.False(clock.HasEnded);
    }

    [Fact]
    public void Tick_BeforeTheEnd_SetsTheNextUntilItHasEnded()
    {
        var time = new ManualTime();
        var timers = new CountingTime(time);
        using var clock = new WatchClock(timers, TimeSpan.FromDays(10.5), bookmarks: false);
        clock.Start(new WatchSignal());
        for (var day = 0; day < 10; day++) time.Advance(TimeSpan.FromDays(1));
        Assert.False(clock.HasEnded);
        Assert.All(timers.Waits, wait => Assert.InRange(wait, TimeSpan.FromTicks(1), TimeSpan.FromDays(1)));
        Assert.Equal(11, timers.Waits.Count);

        time.Advance(TimeSpan.FromHours(12));
        Assert.True(clock.HasEnded);
        Assert.Equal(11, timers.Waits.Count);
    }

    [Fact]
    public void Bookmarks_OfAShortWatch_AreDueEachMinuteAndTwoSecondsBeforeItsEnd()
    {
        var time = new ManualTime();
        using var clock = new WatchClock(time, TimeSpan.FromSeconds(90), bookmarks: true);
        clock.Start(new WatchSignal());
        Assert.False(clock.TakeBookmark());
        time.Advance(TimeSpan.FromSeconds(60));
        Assert.True(clock.TakeBookmark());
        time.Advance(TimeSpan.FromSeconds(27));
        Assert.False(clock.TakeBookmark());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(clock.TakeBookmark());
    }

    /// <summary>Notes how long each timer is asked to wait.</summary>
    private sealed class CountingTime(TimeProvider time) : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return new Counted(time.CreateTimer(callback, state, dueTime, period), Waits);
        }

        private sealed class Counted(ITimer timer, List<TimeSpan> waits) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                waits.Add(dueTime);
                return timer.Change(dueTime, period);
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}
