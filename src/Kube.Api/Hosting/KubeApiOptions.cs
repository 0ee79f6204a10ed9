namespace Kube.Api.Hosting;

/// <summary>How the API works, whichever door requests come through.</summary>
public sealed class KubeApiOptions
{
    /// <summary>How long events are kept. Default 1 hour, as upstream's <c>--event-ttl</c>; 1 minute to 30 days. They go within a minute of it. Events that
    /// are there keep the time that they were given.</summary>
    public TimeSpan EventLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How many objects of one deletion of a collection are deleted at a time. Default 16 (upstream's <c>--delete-collection-workers</c> is 1);
    /// 1 to 1024.</summary>
    public int DeleteCollectionWorkers { get; set; } = 16;
}
