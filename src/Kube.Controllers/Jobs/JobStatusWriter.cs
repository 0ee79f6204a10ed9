using System.Collections.Concurrent;
using System.Globalization;
using Kube.Api.Client;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Controllers.Jobs;

/// <summary>Writes statuses of jobs, and knows which revision it wrote: a cache that shows an older one must not be decided upon. Safe for concurrent use.</summary>
internal sealed class JobStatusWriter(IKubeClient client)
{
    private readonly ConcurrentDictionary<ObjectKey, long> _written = new();

    /// <summary>Whether the cache shows what was written last.</summary>
    public bool IsCurrent(ObjectKey key, V1Job cached) => !_written.TryGetValue(key, out var written) || Number(cached.Metadata.ResourceVersion) >= written;

    /// <summary>Writes the status of a job; it takes on what the server made of it.</summary>
    public async ValueTask WriteAsync(ObjectKey key, V1Job job, CancellationToken cancellationToken)
    {
        var written = await client.For<V1Job>().UpdateAsync(key, "status", job, WriteOptions.Default, cancellationToken);
        _written[key] = Number(written.Metadata.ResourceVersion);
        job.Metadata = written.Metadata;
        job.Status = written.Status;
    }

    public void Forget(ObjectKey key) => _written.TryRemove(key, out _);

    private static long Number(string? revision) => long.TryParse(revision, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
