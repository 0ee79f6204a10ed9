using Kube.Store.Errors;
using Kube.Store.Work;

namespace Kube.Store.Embedded;

/// <summary>The loop that ends leases when their time is over.</summary>
internal sealed class LeaseExpiry(StoreWriter writer, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);    // timers cannot wait for the longest leases
    private readonly Doorbell _bell = new();

    /// <summary>A lease came into being, or lives longer: look again.</summary>
    public void Ring() => _bell.Ring();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var next = await ExpireAsync(cancellationToken);
            if (next is { } left)
                await _bell.WaitAsync(left < LongestWait ? left : LongestWait, time, cancellationToken);
            else
                await _bell.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Returns the time until the next lease ends; null when there is none.</summary>
    private async ValueTask<TimeSpan?> ExpireAsync(CancellationToken cancellationToken)
    {
        TimeSpan? next = null;
        List<long>? over = null;
        foreach (var (id, lease) in writer.State.Leases)
        {
            var left = lease.Clock.Remaining(lease.TimeToLive);
            if (left <= TimeSpan.Zero)
                (over ??= []).Add(id);
            else if (next is null || left < next)
                next = left;
        }
        if (over is null)
            return next;
        over.Sort();
        try
        {
            foreach (var id in over)
                await writer.SubmitAsync(new ExpireRequest(id), cancellationToken);
        }
        catch (StoreFullException)
        {
            return TimeSpan.FromSeconds(1);                     // the keys outlive their lease until there is space to say so
        }
        return next ?? TimeSpan.Zero;                           // a lease may have come meanwhile: look once more
    }
}
