using System.Runtime.ExceptionServices;
using Kube.Node.Agent;
using Kube.Testing.Store;

namespace Kube.Node.Tests.Agent;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new();
    private readonly WakeSignal _signal = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WaitAsync_RungBefore_ReturnsAtOnceAndOnce()
    {
        _signal.Ring();
        _signal.Ring();

        Assert.True(await _signal.WaitAsync(s_minute, _time, Cancel));
        var next = _signal.WaitAsync(s_minute, _time, Cancel).AsTask();
        Assert.False(next.IsCompleted);
        _signal.Ring();
        Assert.True(await next);
    }

    [Fact]
    public async Task WaitAsync_TimePasses_EndsWithoutAnException()
    {
        var thrown = 0;
        EventHandler<FirstChanceExceptionEventArgs> count = (_, _) =>
        {
            if (Environment.StackTrace.Contains(nameof(WakeSignal) + ".", StringComparison.Ordinal)) Interlocked.Increment(ref thrown);
        };
        AppDomain.CurrentDomain.FirstChanceException += count;
        try
        {
            for (var wait = 0; wait < 3; wait++)
            {
                var waiting = _signal.WaitAsync(s_minute, _time, Cancel).AsTask();
                _time.Advance(s_minute);
                Assert.False(await waiting);
            }
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= count;
        }

        Assert.Equal(0, thrown);
    }

    [Fact]
    public async Task WaitAsync_Cancelled_KeepsTheNextRing()
    {
        using var cancelled = new CancellationTokenSource();
        var waiting = _signal.WaitAsync(s_minute, _time, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        _signal.Ring();
        Assert.True(await _signal.WaitAsync(s_minute, _time, Cancel));
    }

    [Fact]
    public async Task WaitAsync_TimerOfTheWaitBeforeComesLate_DoesNotEndThisOne()
    {
        var late = new LateTime();
        var first = _signal.WaitAsync(s_minute, late, Cancel).AsTask();
        _signal.Ring();
        Assert.True(await first);

        var second = _signal.WaitAsync(s_minute, late, Cancel).AsTask();
        late.Fire(0);
        Assert.False(second.IsCompleted);
        late.Fire(1);
        Assert.False(await second);
    }

    [Fact]
    public async Task WaitAsync_RungFromManyThreads_LosesNoRing()
    {
        // Every ring must be seen by a look that begins after it.
        var (rung, seen) = (0, 0);
        var ringers = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                Interlocked.Increment(ref rung);
                _signal.Ring();
            }
        })).ToArray();

        while (seen < 80_000)
        {
            Assert.True(await _signal.WaitAsync(s_minute, TimeProvider.System, Cancel));
            seen = Volatile.Read(ref rung);
        }

        await Task.WhenAll(ringers);
    }

    /// <summary>Timers that fire when they are told to, disposed or not.</summary>
    private sealed class LateTime : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public void Fire(int index) => _timers[index]();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Nothing();
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
