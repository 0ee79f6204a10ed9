using System.Threading.Channels;

namespace Kube.Node.Agent;

/// <summary>Wakes one loop. Rung while the loop is busy it is remembered, once. Ring from any thread; one waiter.</summary>
internal sealed class WakeSignal
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private Task<bool>? _waiting;

    public void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Waits for a ring or for some time to pass, whichever is first.</summary>
    /// <returns>Whether it rang.</returns>
    public async ValueTask<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_rung.Reader.TryRead(out _))
        {
            _waiting = null;
            return true;
        }

        if (atMost <= TimeSpan.Zero) return false;
        _waiting ??= _rung.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        try
        {
            await _waiting.WaitAsync(atMost, time, cancellationToken);
            _waiting = null;
            _rung.Reader.TryRead(out _);
            return true;
        }
        catch (TimeoutException)
        {
            // Time is what was waited for; the ring is still awaited by the next call.
            return false;
        }
    }
}
