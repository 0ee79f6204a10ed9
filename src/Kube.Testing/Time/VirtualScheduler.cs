using System.Diagnostics.CodeAnalysis;
using Kube.Store.Work;

namespace Kube.Testing.Time;

/// <summary>Runs every loop of a cluster one step at a time on one thread, in an order that its seed decides, and moves the clock only when nothing is left to
/// do: minutes of the cluster's time pass in milliseconds.</summary>
/// <remarks>Safe for concurrent use, but one caller at a time moves the clock. Dispose of it when everything that it ran has ended.</remarks>
public sealed class VirtualScheduler : TaskScheduler, IWorkScheduler, IDisposable
{
    // Some of the framework's own completions take a hop over the thread pool before they come back here. Those that wait are in a queue that is first in, first
    // out, and those that run are seen by the context that they carry; so a few hops of one's own, with nothing seen, mean that there are none.
    private const int QuietHops = 4;
    private const int MostDoubts = 16;

    // Two loops that wake each other for ever would otherwise hang a test without a word.
    private const long Restless = 20_000_000;

    private static readonly AsyncLocal<VirtualScheduler?> s_owner = new(static change =>
    {
        if (change.PreviousValue is { } left) Interlocked.Decrement(ref left._active);
        if (change.CurrentValue is { } entered) Interlocked.Increment(ref entered._active);
    });

    private readonly Lock _gate = new();
    private readonly List<Task> _ready = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly Random _random;
    private readonly TaskFactory _factory;
    private bool _running;
    private bool _ended;
    private long _steps;
    private long _stepsBefore;
    private int _active;

    /// <summary>Makes a scheduler.</summary>
    /// <param name="time">The clock that it moves.</param>
    /// <param name="seed">Decides the order of steps that are ready together.</param>
    public VirtualScheduler(VirtualTime time, int seed)
    {
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        _random = new(seed);
        _factory = new(CancellationToken.None, TaskCreationOptions.None, TaskContinuationOptions.None, this);
        new Thread(RunReady) { IsBackground = true, Name = "virtual time" }.UnsafeStart();
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <inheritdoc/>
    public Task Run(string name, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Owned(() => _factory.StartNew(body).Unwrap());
    }

    /// <summary>Runs something as a part of the cluster and returns its result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    public Task<T> RunAsync<T>(Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Owned(() => _factory.StartNew(body).Unwrap());
    }

    /// <summary>Waits until nothing is left to do at the present moment.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        var doubts = 0;
        for (var quiet = 0; quiet < QuietHops;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var before = Steps();
            await HopAsync();
            if (Volatile.Read(ref _steps) - _stepsBefore > Restless)
                throw new InvalidOperationException($"the cluster does not come to rest: {Restless} steps were taken, and no time has passed");
            quiet = before >= 0 && before == Steps() ? quiet + 1 : 0;
            // On a machine with much to do a thread may have been stopped in mid-hop. It may also belong to another test: hence only so often.
            if (quiet == QuietHops && doubts < MostDoubts && AnotherThreadWorks())
            {
                doubts++;
                quiet = 0;
            }
        }
    }

    /// <summary>Lets time pass: each timer on the way fires at its moment, and what it sets off is done before the clock moves on.</summary>
    public async Task AdvanceAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        var until = Time.GetUtcNow() + by;
        while (true)
        {
            await WhenIdleAsync(cancellationToken);
            if (Time.MoveTo(until) is not { } fire) break;
            await FireAsync(fire);
        }

        await WhenIdleAsync(cancellationToken);
    }

    /// <summary>Lets time pass as a machine does that sleeps: nothing happens meanwhile, and whatever was due fires once, late.</summary>
    public async Task SkipAsync(TimeSpan by, CancellationToken cancellationToken)
    {
        await WhenIdleAsync(cancellationToken);
        Time.SkipTo(Time.GetUtcNow() + by);
        await AdvanceAsync(TimeSpan.Zero, cancellationToken);
    }

    /// <summary>Moves the clock from timer to timer until a condition holds.</summary>
    /// <param name="condition">Asked whenever nothing is left to do.</param>
    /// <param name="atMost">How much of the cluster's time may pass.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether it holds.</returns>
    public async Task<bool> TryAdvanceUntilAsync(Func<ValueTask<bool>> condition, TimeSpan atMost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var until = Time.GetUtcNow() + atMost;
        while (true)
        {
            await WhenIdleAsync(cancellationToken);
            if (await condition()) return true;
            if (Time.GetUtcNow() >= until) return false;
            if (Time.MoveTo(until) is { } fire) await FireAsync(fire);
        }
    }

    /// <summary>Ends the thread once nothing is ready; what becomes ready after that never runs.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_ended) return;
            _ended = true;
        }

        _wake.Release();
    }

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _ready.Add(task);
            if (_running) return;
            _running = true;
        }

        _wake.Release();
    }

    // Never inline: a step that ran on its waker's stack would be out of turn.
    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _ready];
    }

    private static bool AnotherThreadWorks()
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        ThreadPool.GetAvailableThreads(out var idle, out _);
        return most - idle > 1 || ThreadPool.PendingWorkItemCount > 0;
    }

    private static async Task HopAsync()
    {
        var hop = new TaskCompletionSource();
        ThreadPool.UnsafeQueueUserWorkItem(static hop => hop.SetResult(), hop, preferLocal: false);
        await hop.Task;
    }

    private Task FireAsync(Action fire)
    {
        _stepsBefore = Volatile.Read(ref _steps);
        return Owned(() => _factory.StartNew(fire));
    }

    /// <summary>Starts something whose context says that it is this scheduler's, wherever the framework takes it.</summary>
    private T Owned<T>(Func<T> start)
    {
        var before = s_owner.Value;
        s_owner.Value = this;
        try
        {
            return start();
        }
        finally
        {
            s_owner.Value = before;
        }
    }

    /// <returns>How many steps have run; -1 while one runs, here or on a hop.</returns>
    private long Steps()
    {
        lock (_gate)
            return _running || Volatile.Read(ref _active) != 0 ? -1 : _steps;
    }

    private void RunReady()
    {
        while (true)
        {
            // The one wait that holds a thread, and the thread is this scheduler's own: everything else that waits is a step that is not ready.
            _wake.Wait();
            while (TryTakeNext(out var next)) TryExecuteTask(next);
            lock (_gate)
            {
                if (_ended) return;
            }
        }
    }

    private bool TryTakeNext([NotNullWhen(true)] out Task? next)
    {
        lock (_gate)
        {
            if (_ready.Count == 0)
            {
                _running = false;
                next = null;
                return false;
            }

            // The last takes the place of the chosen one: any order will do, as long as the seed repeats it.
            var choice = _random.Next(_ready.Count);
            next = _ready[choice];
            _ready[choice] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            _steps++;
            return true;
        }
    }
}
