using Kube.Api.Models;
using Kube.Node.Agent;
using Kube.Node.Csi;

namespace Kube.Node.Volumes;

/// <summary>Sets the volumes of pods up, and keeps what they hold up to date.</summary>
internal sealed class VolumeManager(VolumeContents contents, IPodFiles files, CsiVolumes? drivers, INodeEvents events, TimeProvider time)
{
    private static readonly TimeSpan s_firstRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_longestRetry = TimeSpan.FromSeconds(122);
    private static readonly TimeSpan s_refresh = TimeSpan.FromSeconds(60);

    /// <returns>Whether all that the pod needs is there.</returns>
    public async ValueTask<bool> PrepareAsync(V1Pod pod, PodVolumes volumes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (volumes.IsPrepared && now < volumes.NextRefresh) return true;
        if (now < volumes.RetryAt) return volumes.IsPrepared;

        var failed = false;
        try
        {
            volumes.LogDirectory = files.PreparePod(pod);
        }
        catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
        {
            events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.Failed, $"error making pod data directories: {e.Message}");
            failed = true;
        }

        foreach (var volume in failed ? [] : pod.Spec.Volumes ?? [])
        {
            // What the node does not write needs no second look.
            if (volumes.IsPrepared && !IsWritten(volume)) continue;
            try
            {
                var content = await contents.OfAsync(pod, volume, cancellationToken);
                volumes.Contents[volume.Name] = content;
                if (content is VolumeContent.Driver driver)
                    volumes.Paths[volume.Name] = drivers is null ? $"/hollow/{pod.Metadata.Uid}/{volume.Name}" : await drivers.SetUpAsync(pod, driver.Volume, cancellationToken);
                else if (content is not VolumeContent.Image) volumes.Paths[volume.Name] = files.SetUp(pod, volume.Name, content);
            }
            catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
            {
                failed = true;
                events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.FailedMount, $"MountVolume.SetUp failed for volume \"{volume.Name}\" : {e.Message}");
            }
        }

        if (failed)
        {
            var wait = s_firstRetry * Math.Pow(2, Math.Min(volumes.Failures++, 10));
            volumes.RetryAt = now + (wait < s_longestRetry ? wait : s_longestRetry);
            return volumes.IsPrepared;
        }

        volumes.Failures = 0;
        volumes.RetryAt = default;
        volumes.IsPrepared = true;
        volumes.NextRefresh = now + s_refresh;
        return true;
    }

    /// <summary>When <see cref="PrepareAsync"/> has something to do again; null: never.</summary>
    public static DateTimeOffset? NextCheck(V1Pod pod, PodVolumes volumes)
    {
        if (volumes.RetryAt != default) return volumes.RetryAt;
        if (!volumes.IsPrepared) return null;
        return pod.Spec.Volumes?.Any(IsWritten) == true ? volumes.NextRefresh : null;
    }

    private static bool IsWritten(V1Volume volume) => volume.ConfigMap is not null || volume.Secret is not null || volume.Projected is not null || volume.DownwardAPI is not null;

    /// <summary>Takes the volumes of a pod down and removes its directories.</summary>
    /// <exception cref="VolumeException">A driver does not let one go yet.</exception>
    public async ValueTask RemoveAsync(V1Pod pod, bool logsToo, CancellationToken cancellationToken)
    {
        if (drivers is not null) await drivers.TearDownAsync(pod.Metadata.Uid!, cancellationToken);
        files.RemovePod(pod, logsToo);
    }
}
