using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Kube.Node.Runtime;

/// <summary>Hands events to every watcher. Publishing never waits: a watcher that falls behind loses its oldest events, as the door says.</summary>
internal sealed class RuntimeEvents
{
    private const int Capacity = 4096;

    private ImmutableArray<Channel<ContainerEvent>> _watchers = [];

    public void Publish(ContainerEvent change)
    {
        foreach (var watcher in _watchers)
            watcher.Writer.TryWrite(change);
    }

    public async IAsyncEnumerable<ContainerEvent> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = Channel.CreateBounded<ContainerEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Add(one), watcher);
        try
        {
            // ReadAllAsync would go over the thread pool, outside of a test's virtual time.
            while (await watcher.Reader.WaitToReadAsync(cancellationToken))
                while (watcher.Reader.TryRead(out var change)) yield return change;
        }
        finally
        {
            ImmutableInterlocked.Update(ref _watchers, static (all, one) => all.Remove(one), watcher);
        }
    }
}
