namespace Kube.Store.Embedded;

/// <summary>A lease in one published state. The states share its clock, and its keys until these are shortened.</summary>
internal sealed record Lease(long Id, long Seconds, LeaseKeys Keys, LeaseClock Clock)
{
    public TimeSpan TimeToLive => TimeSpan.FromSeconds(Seconds);
}

/// <summary>When a lease ends. Not on disk: after a restart it begins anew.</summary>
internal sealed class LeaseClock(TimeProvider time)
{
    private long _renewed = time.GetTimestamp();

    public void Renew() => Volatile.Write(ref _renewed, time.GetTimestamp());

    public TimeSpan Remaining(TimeSpan timeToLive) => timeToLive - time.GetElapsedTime(Volatile.Read(ref _renewed));
}
