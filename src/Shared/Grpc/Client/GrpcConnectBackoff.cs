namespace Kube.Shared.Grpc.Client;

/// <summary>Waits between attempts to reach a server: 50 ms, then 1.6 times as long each, 5 s at most.</summary>
internal sealed class GrpcConnectBackoff(TimeProvider time)
{
    private const double Growth = 1.6;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private TimeSpan _next = TimeSpan.FromMilliseconds(50);

    public Task WaitAsync(CancellationToken cancellationToken)
    {
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min((long)(_next.Ticks * Growth), s_longest.Ticks));
        return Task.Delay(wait, time, cancellationToken);
    }
}
