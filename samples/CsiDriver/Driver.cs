using Kube.Node.Csi;
using Kube.Node.Csi.Protos;
using Kube.Samples.CsiDriver.Protos;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Server;

namespace Kube.Samples.CsiDriver;

/// <summary>A driver whose volumes are directories: each is mounted once for the node (staged), and from there for each pod (published). Those that live with their pod are
/// made when they are published, and go when that is taken back.</summary>
/// <remarks>Every call may come again after it has succeeded, and then succeeds again: the node repeats what it does not know the end of.</remarks>
internal sealed class Driver(DriverOptions options, TimeProvider time)
{
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
            Capabilities = { new NodeServiceCapability { Rpc = new() { Type = NodeServiceCapability.Types.RPC.Types.Type.StageUnstageVolume } } },
        }))
        .AddUnary(CsiCalls.Stage, (request, context) => AnswerAsync(context, () => Stage(request)))
        .AddUnary(CsiCalls.Unstage, (request, context) => AnswerAsync(context, () => Unstage(request)))
        .AddUnary(CsiCalls.Publish, (request, context) => AnswerAsync(context, () => Publish(request)))
        .AddUnary(CsiCalls.Unpublish, (request, context) => AnswerAsync(context, () => Unpublish(request)));

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
        Mounts.Bind(Make(PersistentRoot, request.VolumeId), request.StagingTargetPath, isReadOnly: false);
        return new();
    }

    private static NodeUnstageVolumeResponse Unstage(NodeUnstageVolumeRequest request)
    {
        Mounts.TakeAway(request.StagingTargetPath);
        return new();
    }

    private NodePublishVolumeResponse Publish(NodePublishVolumeRequest request)
    {
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
