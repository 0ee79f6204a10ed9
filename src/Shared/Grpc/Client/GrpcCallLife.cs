namespace Kube.Shared.Grpc.Client;

/// <summary>How long a call lives: until its deadline, its caller's token, or its end; and which of them it was.</summary>
internal sealed class GrpcCallLife : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _started;
    private readonly TimeSpan? _timeout;
    private readonly CancellationTokenSource? _deadline;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _caller;

    public GrpcCallLife(TimeSpan? timeout, TimeProvider time, CancellationToken caller)
    {
        _time = time;
        _started = time.GetTimestamp();
        _timeout = timeout;
        _caller = caller;
        _deadline = timeout is { } limit ? new CancellationTokenSource(limit > TimeSpan.Zero ? limit : TimeSpan.Zero, time) : null;
        _end = CancellationTokenSource.CreateLinkedTokenSource(caller, _deadline?.Token ?? CancellationToken.None);
        Token = _end.Token;
    }

    /// <summary>Cancelled when the call is over, for whatever reason.</summary>
    public CancellationToken Token { get; }

    /// <summary>Time left; null is unlimited.</summary>
    public TimeSpan? Remaining => _timeout - _time.GetElapsedTime(_started);

    /// <summary>What a failure while waiting for the server means to the caller.</summary>
    /// <param name="failure">What was thrown.</param>
    /// <param name="cancellationToken">The token of the operation that failed.</param>
    public Exception Explain(Exception failure, CancellationToken cancellationToken)
    {
        if (failure is GrpcException known) return known;
        if (_caller.IsCancellationRequested) return new OperationCanceledException(failure.Message, failure, _caller);
        if (cancellationToken.IsCancellationRequested) return new OperationCanceledException(failure.Message, failure, cancellationToken);
        if (_deadline is { IsCancellationRequested: true }) return new GrpcException(GrpcStatusCode.DeadlineExceeded, "context deadline exceeded", failure);
        return GrpcFailures.From(failure);
    }

    /// <summary>The call's life and one operation's token as one; most operations come with the caller's own token, which the life has already.</summary>
    public Joined Join(CancellationToken cancellationToken)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == _caller) return new(null, Token);
        var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, Token);
        return new(both, both.Token);
    }

    public void End() => _end.Cancel();

    public void Dispose()
    {
        _end.Dispose();
        _deadline?.Dispose();
    }

    /// <summary>A token, and what it costs.</summary>
    internal readonly record struct Joined(CancellationTokenSource? Source, CancellationToken Token) : IDisposable
    {
        public void Dispose() => Source?.Dispose();
    }
}
