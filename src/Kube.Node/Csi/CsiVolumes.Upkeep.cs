using System.Collections.Concurrent;
using Kube.Api.Models;
using Kube.Node.Csi.Protos;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

internal sealed partial class CsiVolumes
{
    // A report is not held up by a driver for longer.
    private static readonly TimeSpan s_usageLimit = TimeSpan.FromSeconds(5);

    private ConcurrentDictionary<string, string>? _inUse;
    private bool _knowsEarlier;
    private object? _reading;

    /// <summary>Called when a volume that was attached is used for the first time, or no more. Set once, before the first volume.</summary>
    public Action? UseChanged { get; set; }

    /// <summary>The attached volumes that this node uses, as its status calls them: nobody may take them away meanwhile.</summary>
    public IReadOnlyList<string> InUse() => [.. Used().Values.Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The attached volumes by directory, read once and before the first of them comes or goes: what an earlier life of the agent left is in use until it is taken
    /// down.</summary>
    private ConcurrentDictionary<string, string> Used() => LazyInitializer.EnsureInitialized<ConcurrentDictionary<string, string>>(ref _inUse, ref _knowsEarlier, ref _reading, () =>
    {
        var used = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        foreach (var directory in Pods().SelectMany(DirectoriesOf))
            if (CsiRecord.Read(directory) is { IsAttached: true } record) used.TryAdd(directory, record.UniqueName);
        return used;
    });

    /// <summary>The node's part in making a volume larger, where its driver has one; then the claim is told.</summary>
    /// <exception cref="VolumeException">The driver refuses, or the claim cannot be told.</exception>
    public async ValueTask ExpandAsync(V1Pod pod, CsiVolume volume, CsiExpansion expansion, CancellationToken cancellationToken)
    {
        var driver = drivers.Get(volume.Driver);
        if (driver.Expands)
        {
            var request = new NodeExpandVolumeRequest
            {
                VolumeId = volume.Handle,
                VolumePath = TargetPath(pod.Metadata.Uid!, volume),
                StagingTargetPath = driver.Stages ? StagingPath(volume) : "",
                CapacityRange = new() { RequiredBytes = expansion.Capacity.Value },
                VolumeCapability = CsiRequests.Capability(volume, null),
            };
            CsiRequests.Fill(request.Secrets, await objects.SecretAsync(expansion.Secret.Namespace, expansion.Secret.Name, cancellationToken));
            await driver.CallAsync(CsiCalls.Expand, request, cancellationToken);
        }

        await objects.TellExpandedAsync(expansion.Claim, expansion.Capacity, cancellationToken);
    }

    /// <summary>Whether a driver wants its volumes published again and again, as it renews what is in them.</summary>
    public async ValueTask<bool> RepublishesAsync(string driver, CancellationToken cancellationToken) => (await objects.DriverAsync(driver, cancellationToken)).RequiresRepublish == true;

    /// <summary>How full the volumes of a pod are; those whose driver does not say, or not now, are left out.</summary>
    public async ValueTask<IReadOnlyList<CsiUsage>> UsageAsync(string podUid, CancellationToken cancellationToken)
    {
        var usage = new List<CsiUsage>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_usageLimit);
        foreach (var directory in DirectoriesOf(podUid))
        {
            if (CsiRecord.Read(directory) is not { } record) continue;
            try
            {
                var driver = drivers.Get(record.DriverName);
                if (!driver.TellsUsage) continue;
                var answer = await driver.CallAsync(
                    CsiCalls.VolumeStats,
                    new()
                    {
                        VolumeId = record.VolumeHandle,
                        VolumePath = record.TargetPath.Length > 0 ? record.TargetPath : Path.Combine(directory, "mount"),
                        StagingTargetPath = record.StagingPath,
                    },
                    limit.Token);
                usage.Add(new(record.PodVolume, Amount(answer, VolumeUsage.Types.Unit.Bytes), Amount(answer, VolumeUsage.Types.Unit.Inodes), answer.VolumeCondition?.Abnormal));
            }
            catch (Exception e) when (e is VolumeException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // A driver that is away, or busy: the report goes without it.
            }
        }

        return usage;
    }

    private static CsiAmount? Amount(NodeGetVolumeStatsResponse answer, VolumeUsage.Types.Unit unit) =>
        answer.Usage.FirstOrDefault(one => one.Unit == unit) is { } usage ? new(usage.Available, usage.Total, usage.Used) : null;

    private string[] DirectoriesOf(string podUid)
    {
        var all = Path.Combine(_pods, podUid, "volumes", Plugin);
        return Directory.Exists(all) ? Directory.GetDirectories(all) : [];
    }

    private void Use(string directory, CsiRecord record)
    {
        if (record.IsAttached && Used().TryAdd(directory, record.UniqueName)) UseChanged?.Invoke();
    }

    private void Release(string directory)
    {
        if (Used().TryRemove(directory, out _)) UseChanged?.Invoke();
    }
}
