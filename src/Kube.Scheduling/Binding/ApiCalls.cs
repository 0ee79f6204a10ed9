using System.Threading.Channels;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Binding;

/// <summary>Calls to the server that the scheduling loop does not wait for: a bounded number at once, and a bounded number that wait; when that is full, whoever adds one waits.</summary>
internal sealed partial class ApiCalls(int concurrency, IWorkScheduler work, ILogger<ApiCalls> logger)
{
    private const int Waiting = 4096;

    private readonly Channel<Func<CancellationToken, ValueTask>> _calls = Channel.CreateBounded<Func<CancellationToken, ValueTask>>(Waiting);
    private readonly Lock _gate = new();

    // The loops that have nothing to do. The channel's own wait would wake all of them, hundreds, for every call.
    private readonly Stack<TaskCompletionSource> _idle = new();
    private bool _ended;

    public async ValueTask AddAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken)
    {
        try
        {
            if (!_calls.Writer.TryWrite(call)) await _calls.Writer.WriteAsync(call, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            // No call is made any more: the scheduler ends, and the pod is tried again by the next one.
            throw new OperationCanceledException(cancellationToken);
        }

        TaskCompletionSource? idle;
        lock (_gate) _idle.TryPop(out idle);
        idle?.SetResult();
    }

    /// <summary>Makes the calls until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var ending = cancellationToken.UnsafeRegister(static calls => ((ApiCalls)calls!).End(), this);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => work.Run("scheduler.calls", () => CallAsync(cancellationToken))));
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (_calls.Reader.TryRead(out var call)) await CallAsync(call, cancellationToken);
            else await RestAsync();
        }
    }

    /// <summary>Waits for a call, if there is none.</summary>
    private Task RestAsync()
    {
        lock (_gate)
        {
            // Whoever adds a call looks for an idle loop afterwards: here it is seen, or the loop is seen there.
            if (_ended || _calls.Reader.TryPeek(out _)) return Task.CompletedTask;
            var idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _idle.Push(idle);
            return idle.Task;
        }
    }

    // Hundreds of loops that wait end without an exception each.
    private void End()
    {
        _calls.Writer.TryComplete();
        TaskCompletionSource[] idle;
        lock (_gate)
        {
            _ended = true;
            idle = [.. _idle];
            _idle.Clear();
        }

        foreach (var one in idle) one.SetResult();
    }

    private async ValueTask CallAsync(Func<CancellationToken, ValueTask> call, CancellationToken cancellationToken)
    {
        try
        {
            await call(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The scheduler ends; the pod is tried again by the next one.
        }
        catch (Exception e)
        {
            CallFailed(e);
        }
    }

    [LoggerMessage(3010, LogLevel.Error, "A call of the scheduler failed")]
    private partial void CallFailed(Exception exception);
}
