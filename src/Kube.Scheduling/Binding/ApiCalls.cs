using System.Threading.Channels;
using Kube.Store.Work;
using Microsoft.Extensions.Logging;

namespace Kube.Scheduling.Binding;

/// <summary>Calls to the server that the scheduling loop does not wait for: a bounded number at once, and a bounded number that wait; when that is full, whoever adds one waits.</summary>
internal sealed partial class ApiCalls(int concurrency, IWorkScheduler work, ILogger<ApiCalls> logger)
{
    private const int Waiting = 4096;

    private readonly Channel<Func<CancellationToken, ValueTask>> _calls = Channel.CreateBounded<Func<CancellationToken, ValueTask>>(Waiting);

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
    }

    /// <summary>Makes the calls until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // The end closes the channel: hundreds of loops that wait end without an exception each.
        await using var ending = cancellationToken.UnsafeRegister(static calls => ((Channel<Func<CancellationToken, ValueTask>>)calls!).Writer.TryComplete(), _calls);
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => work.Run("scheduler.calls", () => CallAsync(cancellationToken))));
    }

    private async Task CallAsync(CancellationToken cancellationToken)
    {
        // ReadAllAsync would go over the thread pool, outside of a test's virtual time.
        while (await _calls.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (!cancellationToken.IsCancellationRequested && _calls.Reader.TryRead(out var call)) await CallAsync(call, cancellationToken);
            if (cancellationToken.IsCancellationRequested) return;
        }
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
