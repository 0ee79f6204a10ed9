using Kube.Store.Work;

namespace Kube.Testing.Time;

/// <summary>Runs every loop of a cluster one step at a time, in an order that its seed decides, and moves the clock only when nothing is left to do: minutes of
/// the cluster's time pass in milliseconds.</summary>
/// <remarks>No thread of its own: steps run on the thread pool, one after the other. Safe for concurrent use, but one caller at a time moves the clock.</remarks>
public sealed class VirtualScheduler : TaskScheduler, IWorkScheduler
{
    // Some of the framework's own completions take a hop over the thread pool before they come back here. Nothing can be seen of them, so being idle means
    // having seen nothing for this many hops of one's own.
    private const int QuietHops = 6;
    private const int MostDoubts = 16;

    private readonly Lock _gate = new();
    private readonly List<Task> _ready = [];
    private readonly Random _random;
    private readonly TaskFactory _factory;
    private bool _running;
    private long _steps;

    /// <summary>Makes a scheduler.</summary>
    /// <param name="time">The clock that it moves.</param>
    /// <param name="seed">Decides the order of steps that are ready together.</param>
    public VirtualScheduler(VirtualTime time, int seed)
    {
        ArgumentNullException.ThrowIfNull(time);
        Time = time;
        _random = new(seed);
        _factory = new(CancellationToken.None, TaskCreationOptions.None, TaskContinuationOptions.None, this);
    }

    /// <summary>The clock.</summary>
    public VirtualTime Time { get; }

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel => 1;

    /// <inheritdoc/>
    public Task Run(string name, Func<Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _factory.StartNew(body).Unwrap();
    }

    /// <summary>Runs something as a part of the cluster and returns its result.</summary>
    /// <typeparam name="T">The result.</typeparam>
    public Task<T> RunAsync<T>(Func<Task<T>> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return _factory.StartNew(body).Unwrap();
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
            await _factory.StartNew(fire, cancellationToken);
        }

        await WhenIdleAsync(cancellationToken);
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
            if (Time.MoveTo(until) is { } fire) await _factory.StartNew(fire, cancellationToken);
        }
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

        ThreadPool.UnsafeQueueUserWorkItem(static scheduler => scheduler.RunReady(), this, preferLocal: false);
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
        var hop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        ThreadPool.UnsafeQueueUserWorkItem(static hop => hop.SetResult(), hop, preferLocal: false);
        await hop.Task;
    }

    /// <returns>How many steps have run; -1 while one runs.</returns>
    private long Steps()
    {
        lock (_gate)
            return _running ? -1 : _steps;
    }

    private void RunReady()
    {
        while (true)
        {
            Task next;
            lock (_gate)
            {
                if (_ready.Count == 0)
                {
                    _running = false;
                    return;
                }

                // The last takes the place of the chosen one: any order will do, as long as the seed repeats it.
                var choice = _random.Next(_ready.Count);
                next = _ready[choice];
                _ready[choice] = _ready[^1];
                _ready.RemoveAt(_ready.Count - 1);
                _steps++;
            }

            TryExecuteTask(next);
        }
    }
}
