using Kube.Api.Hosting;
using Kube.Store.Work;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kube.Api.Tests.Hosting;

/// <summary>What a server does beside its requests.</summary>
public sealed class ServerLoopsTests
{
    [Fact]
    public async Task Round_ThatFailsInWhicheverWay_IsRunAgain()
    {
        using var loops = new Loops(new InvalidOperationException("a mistake"), new OperationCanceledException("somebody else's"), new IOException("the disk"));
        await loops.Loop;
        Assert.Equal(4, loops.Rounds);
    }

    /// <summary>As a container does with what is registered under two types.</summary>
    [Fact]
    public void Dispose_Twice_IsFine()
    {
        using var loops = new Loops();
        loops.Dispose();
    }

    private sealed class Loops : ServerLoops
    {
        private readonly Queue<Exception> _failures;

        public Loops(params Exception[] failures)
            : base(DefaultWorkScheduler.Instance, new HastyTime(), NullLogger.Instance)
        {
            _failures = new(failures);
            Loop = Run("test", RoundAsync);
        }

        public Task Loop { get; }

        public int Rounds { get; private set; }

        private Task<bool> RoundAsync()
        {
            Rounds++;
            if (_failures.TryDequeue(out var failure)) throw failure;
            return Task.FromResult(true);
        }
    }

    /// <summary>Nobody waits.</summary>
    private sealed class HastyTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
