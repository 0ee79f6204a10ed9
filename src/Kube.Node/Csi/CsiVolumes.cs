using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Collections;
using Kube.Api.Models;
using Kube.Node.Csi.Protos;
using Kube.Node.Volumes;

namespace Kube.Node.Csi;

/// <summary>
/// Stages and publishes volumes of drivers for pods, and takes them down again, also those of an earlier life of the agent (upstream's <c>pkg/volume/csi</c>).
/// Safe for concurrent use: calls for one pod do not overlap, and what pods share is staged under a lock of its own.
/// </summary>
internal sealed class CsiVolumes(string rootDirectory, CsiDrivers drivers, ICsiObjects objects) : IDisposable
{
    private const string Plugin = "kubernetes.io~csi";

    private readonly string _pods = Path.GetFullPath(Path.Combine(rootDirectory, "pods"));
    private readonly string _staging = Path.GetFullPath(Path.Combine(rootDirectory, "plugins", "kubernetes.io", "csi"));
    private readonly SemaphoreSlim _stage = new(1, 1);

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
        var context = !volume.IsInline && wanted.AttachRequired != false
            ? await objects.AttachmentAsync(volume.Driver, volume.Handle, cancellationToken)
            : new Dictionary<string, string>();
        var directory = DirectoryOf(pod.Metadata.Uid!, volume.Name);
        var target = Path.Combine(directory, "mount");
        var staging = !volume.IsInline && driver.Stages ? StagingPath(volume.Driver, volume.Handle) : "";
        VolumeModes.MakePrivate(directory);
        // Before the driver does anything: what it has begun must be taken down by whoever finds this.
        new CsiRecord(volume.Driver, volume.Handle, staging).Write(directory);
        var capability = Capability(volume, driver.MountsForGroup ? pod.Spec.SecurityContext?.FsGroup : null);
        if (staging.Length > 0) await StageAsync(driver, volume, staging, capability, context, cancellationToken);
        var request = new NodePublishVolumeRequest
        {
            VolumeId = volume.Handle, StagingTargetPath = staging, TargetPath = target, VolumeCapability = capability, Readonly = volume.IsReadOnly,
        };
        Fill(request.PublishContext, context);
        Fill(request.VolumeContext, volume.Attributes);
        if (wanted.PodInfoOnMount == true) Fill(request.VolumeContext, PodInfo(pod, volume.IsInline));
        Fill(request.Secrets, await objects.SecretAsync(volume.PublishSecret.Namespace, volume.PublishSecret.Name, cancellationToken));
        await driver.CallAsync(CsiCalls.Publish, request, cancellationToken);
        if (!driver.MountsForGroup && wanted.FsGroupPolicy != "None" && !volume.IsReadOnly
            && (wanted.FsGroupPolicy == "File" || (volume.FsType.Length > 0 && volume.AccessModes is ["ReadWriteOnce" or "ReadWriteOncePod"])))
            VolumeOwnership.Set(target, pod.Spec.SecurityContext, isReadOnly: false);
        return target;
    }

    /// <summary>Takes down all of a pod's volumes; what is down already is fine.</summary>
    /// <exception cref="VolumeException">A driver refuses or is not there: they stay, to be taken down later.</exception>
    public async ValueTask TearDownAsync(string podUid, CancellationToken cancellationToken)
    {
        var all = Path.Combine(_pods, podUid, "volumes", Plugin);
        foreach (var directory in Directory.Exists(all) ? Directory.GetDirectories(all) : [])
        {
            if (CsiRecord.Read(directory) is { } record)
            {
                await drivers.Get(record.DriverName).CallAsync(
                    CsiCalls.Unpublish, new() { VolumeId = record.VolumeHandle, TargetPath = Path.Combine(directory, "mount") }, cancellationToken);
                File.Delete(Path.Combine(directory, CsiRecord.FileName));
                if (record.StagingPath.Length > 0) await UnstageAsync(record, cancellationToken);
            }

            if (HostPaths.MountsBelow(directory).Count == 0) Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The pods that have volumes of drivers.</summary>
    public IEnumerable<string> Pods() => Directory.Exists(_pods)
        ? Directory.GetDirectories(_pods).Where(pod => Directory.Exists(Path.Combine(pod, "volumes", Plugin)) && Directory.GetDirectories(Path.Combine(pod, "volumes", Plugin)).Length > 0)
            .Select(path => Path.GetFileName(path))
        : [];

    public void Dispose() => _stage.Dispose();

    private static Dictionary<string, string> PodInfo(V1Pod pod, bool isInline) => new()
    {
        ["csi.storage.k8s.io/pod.name"] = pod.Metadata.Name!,
        ["csi.storage.k8s.io/pod.namespace"] = pod.Metadata.Namespace!,
        ["csi.storage.k8s.io/pod.uid"] = pod.Metadata.Uid!,
        ["csi.storage.k8s.io/serviceAccount.name"] = pod.Spec.ServiceAccountName ?? "",
        ["csi.storage.k8s.io/ephemeral"] = isInline ? "true" : "false",
    };

    private static void Fill(MapField<string, string> to, IReadOnlyDictionary<string, string> from)
    {
        foreach (var (name, value) in from) to[name] = value;
    }

    private static VolumeCapability Capability(CsiVolume volume, long? group)
    {
        var mount = new VolumeCapability.Types.MountVolume { FsType = volume.FsType, VolumeMountGroup = group is { } id ? id.ToString(System.Globalization.CultureInfo.InvariantCulture) : "" };
        mount.MountFlags.AddRange(volume.MountOptions);
        return new()
        {
            Mount = mount,
            AccessMode = new()
            {
                Mode = (volume.AccessModes is [var first, ..] ? first : "") switch
                {
                    "ReadOnlyMany" => VolumeCapability.Types.AccessMode.Types.Mode.MultiNodeReaderOnly,
                    "ReadWriteMany" => VolumeCapability.Types.AccessMode.Types.Mode.MultiNodeMultiWriter,
                    "ReadWriteOncePod" => VolumeCapability.Types.AccessMode.Types.Mode.SingleNodeSingleWriter,
                    _ => VolumeCapability.Types.AccessMode.Types.Mode.SingleNodeWriter,
                },
            },
        };
    }

    private async ValueTask StageAsync(
        CsiDriver driver, CsiVolume volume, string staging, VolumeCapability capability, IReadOnlyDictionary<string, string> context, CancellationToken cancellationToken)
    {
        var request = new NodeStageVolumeRequest { VolumeId = volume.Handle, StagingTargetPath = staging, VolumeCapability = capability };
        Fill(request.PublishContext, context);
        Fill(request.VolumeContext, volume.Attributes);
        Fill(request.Secrets, await objects.SecretAsync(volume.StageSecret.Namespace, volume.StageSecret.Name, cancellationToken));
        await _stage.WaitAsync(cancellationToken);
        try
        {
            VolumeModes.MakePrivate(staging);
            await driver.CallAsync(CsiCalls.Stage, request, cancellationToken);
        }
        finally
        {
            _stage.Release();
        }
    }

    private async ValueTask UnstageAsync(CsiRecord record, CancellationToken cancellationToken)
    {
        await _stage.WaitAsync(cancellationToken);
        try
        {
            var others = Pods().SelectMany(pod => Directory.GetDirectories(Path.Combine(_pods, pod, "volumes", Plugin))).Select(CsiRecord.Read);
            if (others.Any(other => other?.StagingPath == record.StagingPath)) return;
            await drivers.Get(record.DriverName).CallAsync(CsiCalls.Unstage, new() { VolumeId = record.VolumeHandle, StagingTargetPath = record.StagingPath }, cancellationToken);
            var directory = Path.GetDirectoryName(record.StagingPath)!;
            if (Directory.Exists(directory) && HostPaths.MountsBelow(directory).Count == 0) Directory.Delete(directory, recursive: true);
        }
        finally
        {
            _stage.Release();
        }
    }

    private string DirectoryOf(string podUid, string volume) => Path.Combine(_pods, podUid, "volumes", Plugin, volume);

    private string StagingPath(string driver, string handle) =>
        Path.Combine(_staging, driver, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(handle))), "globalmount");
}
