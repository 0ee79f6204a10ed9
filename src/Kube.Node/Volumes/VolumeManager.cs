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
            // What does not change needs no second look.
            if (volumes.IsPrepared && !Changes(volume)) continue;
            try
            {
                await PrepareOneAsync(pod, volume, volumes, cancellationToken);
            }
            catch (Exception e) when (e is VolumeException or IOException or UnauthorizedAccessException)
            {
                // What runs with a volume goes on with it, also when its claim is on its way out.
                if (volumes.IsPrepared && !IsWritten(volume)) continue;
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
        return pod.Spec.Volumes?.Any(Changes) == true ? volumes.NextRefresh : null;
    }

    private async ValueTask PrepareOneAsync(V1Pod pod, V1Volume volume, PodVolumes volumes, CancellationToken cancellationToken)
    {
        var content = await contents.OfAsync(pod, volume, cancellationToken);
        // What the node wrote lies in its files: no second copy of every token and certificate stays here.
        if (content is not VolumeContent.Payload) volumes.Contents[volume.Name] = content;
        if (content is VolumeContent.Driver driver)
        {
            if (drivers is null) volumes.Paths[volume.Name] = $"/hollow/{pod.Metadata.Uid}/{volume.Name}";
            else await DriveAsync(drivers, pod, driver.Volume, volumes, cancellationToken);
        }
        else if (content is not VolumeContent.Image && (!volumes.IsPrepared || IsWritten(volume)))
        {
            volumes.Paths[volume.Name] = files.SetUp(pod, volume.Name, content);
        }
    }

    private async ValueTask DriveAsync(CsiVolumes drivers, V1Pod pod, CsiVolume volume, PodVolumes volumes, CancellationToken cancellationToken)
    {
        var name = volume.PodVolume.Length > 0 ? volume.PodVolume : volume.Name;
        if (!volumes.Paths.ContainsKey(name) || await drivers.RepublishesAsync(volume.Driver, cancellationToken))
            volumes.Paths[name] = await drivers.SetUpAsync(pod, volume, cancellationToken);
        if (volume.Expansion is not { } expansion) return;
        try
        {
            await drivers.ExpandAsync(pod, volume, expansion, cancellationToken);
        }
        catch (VolumeException e)
        {
            events.Pod(pod, NodeEventsExtensions.Warning, EventReasons.FileSystemResizeFailed, $"MountVolume.NodeExpandVolume failed for volume \"{volume.Name}\" : {e.Message}");
            throw;
        }

        events.Pod(pod, NodeEventsExtensions.Normal, EventReasons.FileSystemResizeSuccessful, $"MountVolume.NodeExpandVolume succeeded for volume \"{volume.Name}\" {pod.Spec.NodeName}");
    }

    // What the node writes; and what a driver may have to make larger or to publish again.
    private static bool Changes(V1Volume volume) => IsWritten(volume) || volume.Csi is not null || volume.PersistentVolumeClaim is not null || volume.Ephemeral is not null;

    private static bool IsWritten(V1Volume volume) => volume.ConfigMap is not null || volume.Secret is not null || volume.Projected is not null || volume.DownwardAPI is not null;

    /// <summary>Takes the volumes of a pod down and removes its directories.</summary>
    /// <exception cref="VolumeException">A driver does not let one go yet.</exception>
    public async ValueTask RemoveAsync(V1Pod pod, bool logsToo, CancellationToken cancellationToken)
    {
        if (drivers is not null) await drivers.TearDownAsync(pod.Metadata.Uid!, cancellationToken);
        files.RemovePod(pod, logsToo);
    }
}
