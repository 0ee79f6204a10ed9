using System.Globalization;
using Kube.Node.Csi;
using Kube.Node.Csi.Protos;
using Kube.Samples.CsiDriver.Protos;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Server;

namespace Kube.Samples.CsiDriver;

/// <summary>A driver whose volumes are directories, or devices made of files: each is mounted once for the node (staged), and from there for each pod (published). Those that live with their pod are
/// made when they are published, and go when that is taken back.</summary>
/// <remarks>Every call may come again after it has succeeded, and then succeeds again: the node repeats what it does not know the end of.</remarks>
internal sealed class Driver(DriverOptions options, TimeProvider time)
{
    private const string DefaultSize = "16777216";
    private const string Ephemeral = "csi.storage.k8s.io/ephemeral";

    private string EphemeralRoot => Path.Combine(options.DataDirectory, "ephemeral");

    private string PersistentRoot => Path.Combine(options.DataDirectory, "persistent");

    public GrpcServer Serve() => new GrpcServer()
        .AddUnary(CsiCalls.GetInfo, (_, _) => Task.FromResult(new PluginInfo { Type = "CSIPlugin", Name = options.Name, Endpoint = options.Socket, SupportedVersions = { "1.0.0" } }))
        .AddUnary(CsiCalls.Notify, (status, _) =>
        {
            Console.WriteLine(status.PluginRegistered ? $"driver {options.Name} registered" : $"driver {options.Name} refused: {status.Error}");
            return Task.FromResult(new RegistrationStatusResponse());
        })
        .AddUnary(IdentityCalls.PluginInfo, (_, _) => Task.FromResult(new GetPluginInfoResponse { Name = options.Name, VendorVersion = "1.0.0" }))
        .AddUnary(IdentityCalls.Capabilities, (_, _) => Task.FromResult(new GetPluginCapabilitiesResponse()))
        .AddUnary(IdentityCalls.Probe, (_, _) => Task.FromResult(new ProbeResponse { Ready = true }))
        .AddUnary(CsiCalls.NodeInfo, (_, _) => Task.FromResult(new NodeGetInfoResponse { NodeId = options.NodeId }))
        .AddUnary(CsiCalls.Capabilities, (_, _) => Task.FromResult(new NodeGetCapabilitiesResponse
        {
            Capabilities = { Can(NodeServiceCapability.Types.RPC.Types.Type.StageUnstageVolume), Can(NodeServiceCapability.Types.RPC.Types.Type.GetVolumeStats), Can(NodeServiceCapability.Types.RPC.Types.Type.ExpandVolume) },
        }))
        .AddUnary(CsiCalls.Stage, (request, context) => AnswerAsync(context, () => Stage(request)))
        .AddUnary(CsiCalls.Unstage, (request, context) => AnswerAsync(context, () => Unstage(request)))
        .AddUnary(CsiCalls.Publish, (request, context) => AnswerAsync(context, () => Publish(request)))
        .AddUnary(CsiCalls.Unpublish, (request, context) => AnswerAsync(context, () => Unpublish(request)))
        .AddUnary(CsiCalls.VolumeStats, (request, context) => AnswerAsync(context, () => Stats(request)))
        .AddUnary(CsiCalls.Expand, (request, context) => AnswerAsync(context, () => Expand(request)));

    private static NodeServiceCapability Can(NodeServiceCapability.Types.RPC.Types.Type what) => new() { Rpc = new() { Type = what } };

    private async Task<T> AnswerAsync<T>(GrpcServerContext context, Func<T> answer)
    {
        if (options.Delay > TimeSpan.Zero) await Task.Delay(options.Delay, time, context.CancellationToken);
        try
        {
            return answer();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GrpcException(GrpcStatusCode.Internal, e.Message);
        }
    }

    private NodeStageVolumeResponse Stage(NodeStageVolumeRequest request)
    {
        if (request.VolumeCapability.Block is not null) LoopDevices.Attach(Image(request.VolumeId), long.Parse(request.VolumeContext.GetValueOrDefault("size", DefaultSize), CultureInfo.InvariantCulture));
        else Mounts.Bind(Make(PersistentRoot, request.VolumeId), request.StagingTargetPath, isReadOnly: false);
        return new();
    }

    private NodeUnstageVolumeResponse Unstage(NodeUnstageVolumeRequest request)
    {
        LoopDevices.Detach(Image(request.VolumeId));
        Mounts.TakeAway(request.StagingTargetPath);
        return new();
    }

    private NodePublishVolumeResponse Publish(NodePublishVolumeRequest request)
    {
        if (request.VolumeCapability.Block is not null)
        {
            var device = LoopDevices.Find(Image(request.VolumeId)) ?? throw new GrpcException(GrpcStatusCode.FailedPrecondition, "the volume is not staged");
            Mounts.BindFile(device, request.TargetPath, request.Readonly);
            return new();
        }

        var isEphemeral = request.VolumeContext.GetValueOrDefault(Ephemeral) == "true";
        if (!isEphemeral && request.StagingTargetPath.Length == 0) throw new GrpcException(GrpcStatusCode.FailedPrecondition, "the volume is not staged");
        Mounts.Bind(isEphemeral ? Make(EphemeralRoot, request.VolumeId) : request.StagingTargetPath, request.TargetPath, request.Readonly);
        return new();
    }

    private NodeUnpublishVolumeResponse Unpublish(NodeUnpublishVolumeRequest request)
    {
        Mounts.TakeAway(request.TargetPath);
        var own = PathOf(EphemeralRoot, request.VolumeId);
        if (Directory.Exists(own)) Directory.Delete(own, recursive: true);
        return new();
    }

    /// <summary>What a file system has, and a volume of it uses; of a device, its size.</summary>
    private NodeGetVolumeStatsResponse Stats(NodeGetVolumeStatsRequest request)
    {
        var image = new FileInfo(Image(request.VolumeId));
        if (image.Exists) return new() { Usage = { new VolumeUsage { Unit = VolumeUsage.Types.Unit.Bytes, Total = image.Length } } };
        if (!Directory.Exists(request.VolumePath)) throw new GrpcException(GrpcStatusCode.NotFound, $"there is no volume at {request.VolumePath}");
        var files = new DirectoryInfo(request.VolumePath).GetFiles("*", SearchOption.AllDirectories);
        var disk = new DriveInfo(request.VolumePath);
        return new()
        {
            Usage =
            {
                new VolumeUsage { Unit = VolumeUsage.Types.Unit.Bytes, Total = disk.TotalSize, Available = disk.AvailableFreeSpace, Used = files.Sum(static file => file.Length) },
                new VolumeUsage { Unit = VolumeUsage.Types.Unit.Inodes, Used = files.Length },
            },
        };
    }

    /// <summary>A directory takes what it is given; a device grows with its file.</summary>
    private NodeExpandVolumeResponse Expand(NodeExpandVolumeRequest request)
    {
        if (request.VolumeCapability.Block is not null) LoopDevices.Grow(Image(request.VolumeId), request.CapacityRange.RequiredBytes);
        return new() { CapacityBytes = request.CapacityRange.RequiredBytes };
    }

    private string Image(string volume) => PathOf(Path.Combine(options.DataDirectory, "devices"), volume);

    private static string Make(string root, string volume)
    {
        var path = PathOf(root, volume);
        Directory.CreateDirectory(path);
        // Pods run as whoever they like.
        File.SetUnixFileMode(path, (UnixFileMode)0b111_111_111);
        return path;
    }

    private static string PathOf(string root, string volume)
    {
        if (volume.Length == 0 || volume.Contains('/', StringComparison.Ordinal) || volume is "." or "..") throw new GrpcException(GrpcStatusCode.InvalidArgument, $"\"{volume}\" is not the id of a volume");
        return Path.Combine(root, volume);
    }
}
