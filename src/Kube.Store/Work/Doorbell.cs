using System.Threading.Channels;

namespace Kube.Store.Work;

/// <summary>Wakes one loop. Rung while the loop is busy it is remembered, once.</summary>
internal sealed class Doorbell
{
    private readonly Channel<bool> _rung = Channel.CreateBounded<bool>(new BoundedChannelOptions(1)
    {
        FullMode = BoundedChannelFullMode.DropWrite,
        SingleReader = true,
    });

    private Task<bool>? _waiting;

    public void Ring() => _rung.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        _waiting ??= _rung.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        await _waiting.WaitAsync(cancellationToken);
        Answer();
    }

    /// <summary>Waits for a ring or for some time to pass, whichever is first.</summary>
    public async ValueTask WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        _waiting ??= _rung.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        try
        {
            await _waiting.WaitAsync(atMost, time, cancellationToken);
            Answer();
        }
        catch (TimeoutException)
        {
            // Time is what was waited for; the ring is still awaited by the next call.
        }
    }

    private void Answer()
    {
        _waiting = null;
        _rung.Reader.TryRead(out _);
    }
}
