using System.Security.Cryptography;
using System.Text;
using Kube.Api.Models;
using Kube.Node.Csi.Protos;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

/// <summary>
/// Stages and publishes volumes of drivers for pods, and takes them down again, also those of an earlier life of the agent (upstream's <c>pkg/volume/csi</c>).
/// Safe for concurrent use: calls for one pod do not overlap, and what pods share is staged in turn.
/// </summary>
internal sealed partial class CsiVolumes(string rootDirectory, CsiDrivers drivers, ICsiObjects objects, CsiTokens tokens) : IDisposable
{
    private const string Plugin = "kubernetes.io~csi";

    private readonly string _pods = Path.GetFullPath(Path.Combine(rootDirectory, "pods"));
    private readonly string _staging = Path.GetFullPath(Path.Combine(rootDirectory, "plugins", "kubernetes.io", "csi"));
    private readonly string _devices = Path.GetFullPath(Path.Combine(rootDirectory, "plugins", "kubernetes.io", "csi", "volumeDevices"));
    private readonly CsiStaging _staged = new();

    /// <summary>The handle of an inline volume: it has no other name that is its alone.</summary>
    public static string InlineHandle(string podUid, string volume) => "csi-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(podUid + volume)));

    /// <returns>The volume's path on the host.</returns>
    /// <exception cref="VolumeException">Its driver refuses or is not there.</exception>
    public async ValueTask<string> SetUpAsync(V1Pod pod, CsiVolume volume, CancellationToken cancellationToken)
    {
        var driver = drivers.Get(volume.Driver);
        var wanted = await objects.DriverAsync(volume.Driver, cancellationToken);
        if (volume.IsInline && wanted.VolumeLifecycleModes?.Contains("Ephemeral") != true)
            throw new VolumeException($"volume mode \"Ephemeral\" not supported by driver {volume.Driver} (no CSIDriver object says it)");
        var isAttached = !volume.IsInline && wanted.AttachRequired != false;
        var context = isAttached ? await objects.AttachmentAsync(volume.Driver, volume.Handle, cancellationToken) : new Dictionary<string, string>();
        var directory = DirectoryOf(pod.Metadata.Uid!, volume.Name);
        var target = TargetPath(pod.Metadata.Uid!, volume);
        var staging = !volume.IsInline && driver.Stages ? StagingPath(volume) : "";
        VolumeModes.MakePrivate(directory);
        Used();
        // Before the driver does anything: what it has begun must be taken down by whoever finds this.
        var record = new CsiRecord(volume.Driver, volume.Handle, staging)
        {
            TargetPath = volume.IsBlock ? target : "", PodVolume = volume.PodVolume.Length > 0 ? volume.PodVolume : volume.Name, IsBlock = volume.IsBlock, IsAttached = isAttached,
        };
        record.Write(directory);
        Use(directory, record);
        var capability = CsiRequests.Capability(volume, driver.MountsForGroup ? pod.Spec.SecurityContext?.FsGroup : null);
        if (staging.Length > 0) await StageAsync(driver, volume, staging, capability, context, cancellationToken);
        var request = new NodePublishVolumeRequest
        {
            VolumeId = volume.Handle, StagingTargetPath = staging, TargetPath = target, VolumeCapability = capability, Readonly = volume.IsReadOnly,
        };
        CsiRequests.Fill(request.PublishContext, context);
        CsiRequests.Fill(request.VolumeContext, volume.Attributes);
        if (wanted.PodInfoOnMount == true) CsiRequests.Fill(request.VolumeContext, CsiRequests.PodInfo(pod, volume.IsInline));
        CsiRequests.Fill(request.Secrets, await objects.SecretAsync(volume.PublishSecret.Namespace, volume.PublishSecret.Name, cancellationToken));
        // A device is given to nobody by who its pod is: upstream asks for no tokens there.
        if (!volume.IsBlock) CsiRequests.Fill(wanted.ServiceAccountTokenInSecrets == true ? request.Secrets : request.VolumeContext, await tokens.ForAsync(pod, wanted, cancellationToken));
        if (volume.IsBlock) VolumeModes.MakePrivate(Path.GetDirectoryName(target)!);
        await driver.CallAsync(CsiCalls.Publish, request, cancellationToken);
        if (volume.IsBlock) return target;
        if (!driver.MountsForGroup && wanted.FsGroupPolicy != "None" && !volume.IsReadOnly
            && (wanted.FsGroupPolicy == "File" || (volume.FsType.Length > 0 && volume.AccessModes is ["ReadWriteOnce" or "ReadWriteOncePod"])))
            VolumeOwnership.Set(target, pod.Spec.SecurityContext, isReadOnly: false);
        return target;
    }

    /// <summary>Takes down all of a pod's volumes; what is down already is fine.</summary>
    /// <exception cref="VolumeException">A driver refuses or is not there: they stay, to be taken down later.</exception>
    public async ValueTask TearDownAsync(string podUid, CancellationToken cancellationToken)
    {
        Used();
        foreach (var directory in DirectoriesOf(podUid))
        {
            if (CsiRecord.Read(directory) is { } record)
            {
                var target = record.TargetPath.Length > 0 ? record.TargetPath : Path.Combine(directory, "mount");
                await drivers.Get(record.DriverName).CallAsync(CsiCalls.Unpublish, new() { VolumeId = record.VolumeHandle, TargetPath = target }, cancellationToken);
                if (record.IsBlock) RemoveDevice(target);
                File.Delete(Path.Combine(directory, CsiRecord.FileName));
                if (record.StagingPath.Length > 0) await UnstageAsync(record, cancellationToken);
                Release(directory);
            }

            if (HostPaths.MountsBelow(directory).Count == 0) Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The pods that have volumes of drivers.</summary>
    public IEnumerable<string> Pods() => Directory.Exists(_pods)
        ? Directory.GetDirectories(_pods).Select(path => Path.GetFileName(path)).Where(pod => DirectoriesOf(pod).Length > 0)
        : [];

    public void Dispose() => _staged.Dispose();

    private ValueTask StageAsync(
        CsiDriver driver, CsiVolume volume, string staging, VolumeCapability capability, IReadOnlyDictionary<string, string> context, CancellationToken cancellationToken) =>
        _staged.WithAsync(
            staging,
            async place =>
            {
                if (place.IsStaged) return;
                var request = new NodeStageVolumeRequest { VolumeId = volume.Handle, StagingTargetPath = staging, VolumeCapability = capability };
                CsiRequests.Fill(request.PublishContext, context);
                CsiRequests.Fill(request.VolumeContext, volume.Attributes);
                CsiRequests.Fill(request.Secrets, await objects.SecretAsync(volume.StageSecret.Namespace, volume.StageSecret.Name, cancellationToken));
                VolumeModes.MakePrivate(staging);
                await driver.CallAsync(CsiCalls.Stage, request, cancellationToken);
                place.IsStaged = true;
            },
            cancellationToken);

    private ValueTask UnstageAsync(CsiRecord record, CancellationToken cancellationToken) =>
        _staged.WithAsync(
            record.StagingPath,
            async place =>
            {
                // Who wants it has a record before it waits here.
                var others = Pods().SelectMany(DirectoriesOf).Select(CsiRecord.Read);
                if (others.Any(other => other?.StagingPath == record.StagingPath)) return;
                // Whatever the driver answers, it is not known to be staged any more.
                place.IsStaged = false;
                await drivers.Get(record.DriverName).CallAsync(CsiCalls.Unstage, new() { VolumeId = record.VolumeHandle, StagingTargetPath = record.StagingPath }, cancellationToken);
                var directory = record.IsBlock ? record.StagingPath : Path.GetDirectoryName(record.StagingPath)!;
                if (Directory.Exists(directory) && HostPaths.MountsBelow(directory).Count == 0) Directory.Delete(directory, recursive: true);
            },
            cancellationToken);

    private string DirectoryOf(string podUid, string volume) => Path.Combine(_pods, podUid, "volumes", Plugin, volume);

    private string TargetPath(string podUid, CsiVolume volume) =>
        volume.IsBlock ? Path.Combine(_devices, "publish", volume.Name, podUid) : Path.Combine(DirectoryOf(podUid, volume.Name), "mount");

    private string StagingPath(CsiVolume volume) => volume.IsBlock
        ? Path.Combine(_devices, "staging", volume.Name)
        : Path.Combine(_staging, volume.Driver, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(volume.Handle))), "globalmount");

    // The driver was to do it; what is left is nothing but a name.
    private static void RemoveDevice(string target)
    {
        var directory = Path.GetDirectoryName(target)!;
        if (HostPaths.MountsBelow(directory).Contains(target)) return;
        File.Delete(target);
        if (Directory.Exists(directory) && !Directory.EnumerateFileSystemEntries(directory).Any()) Directory.Delete(directory);
    }
}
