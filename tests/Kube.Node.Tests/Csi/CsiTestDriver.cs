using System.Collections.Concurrent;
using Kube.Node.Csi;
using Kube.Node.Csi.Protos;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Kube.Node.Tests.Csi;

/// <summary>A driver on a socket: its volumes are directories, and it notes what it is asked.</summary>
internal sealed class CsiTestDriver : IAsyncDisposable
{
    public const string Name = "dirs.example";

    private readonly WebApplication _app;

    private CsiTestDriver(WebApplication app) => _app = app;

    public ConcurrentQueue<string> Calls { get; private init; } = new();

    public NodePublishVolumeRequest? Published { get; private set; }

    public NodeStageVolumeRequest? Staged { get; private set; }

    public NodeExpandVolumeRequest? Expanded { get; private set; }

    public NodeGetVolumeStatsRequest? Asked { get; private set; }

    public RegistrationStatus? Registration { get; private set; }

    /// <summary>Fails the next calls, while it is there.</summary>
    public string? Refusal { get; set; }

    public bool RefusesUnstaging { get; set; }

    /// <summary>What staging a volume waits for.</summary>
    public Func<string, Task>? Staging { get; set; }

    public static async Task<CsiTestDriver> StartAsync(string socket, ConcurrentQueue<string>? calls = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(socket)!);
        File.Delete(socket);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var driver = new CsiTestDriver(app) { Calls = calls ?? new() };
        var server = driver.Server();
        app.Run(server.HandleAsync);
        await app.StartAsync();
        return driver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private GrpcServer Server() => new GrpcServer()
        .AddUnary(CsiCalls.GetInfo, (_, _) => Task.FromResult(new PluginInfo { Type = "CSIPlugin", Name = Name, SupportedVersions = { "1.0.0" } }))
        .AddUnary(CsiCalls.Notify, (status, _) =>
        {
            Registration = status;
            return Task.FromResult(new RegistrationStatusResponse());
        })
        .AddUnary(CsiCalls.NodeInfo, (_, _) => Task.FromResult(new NodeGetInfoResponse { NodeId = "node-id", MaxVolumesPerNode = 8, AccessibleTopology = new() { Segments = { ["example/zone"] = "a" } } }))
        .AddUnary(CsiCalls.Capabilities, (_, _) => Task.FromResult(new NodeGetCapabilitiesResponse
        {
            Capabilities = { Has(NodeServiceCapability.Types.RPC.Types.Type.StageUnstageVolume), Has(NodeServiceCapability.Types.RPC.Types.Type.GetVolumeStats), Has(NodeServiceCapability.Types.RPC.Types.Type.ExpandVolume) },
        }))
        .AddUnary(CsiCalls.Stage, async (request, _) =>
        {
            Staged = request;
            if (Staging is { } wait) await wait(request.VolumeId);
            return await Answer("stage " + request.VolumeId, new NodeStageVolumeResponse());
        })
        .AddUnary(CsiCalls.Unstage, (request, _) =>
            RefusesUnstaging ? throw new GrpcException(GrpcStatusCode.Internal, "not now") : Answer("unstage " + request.VolumeId, new NodeUnstageVolumeResponse()))
        .AddUnary(CsiCalls.Publish, (request, _) =>
        {
            Published = request;
            if (Refusal is null && request.VolumeCapability.Block is null) Directory.CreateDirectory(request.TargetPath);
            if (Refusal is null && request.VolumeCapability.Block is not null) File.WriteAllText(request.TargetPath, "");
            return Answer("publish " + request.VolumeId, new NodePublishVolumeResponse());
        })
        .AddUnary(CsiCalls.Unpublish, (request, _) =>
        {
            if (Refusal is null && Directory.Exists(request.TargetPath)) Directory.Delete(request.TargetPath);
            return Answer("unpublish " + request.VolumeId, new NodeUnpublishVolumeResponse());
        })
        .AddUnary(CsiCalls.VolumeStats, (request, _) =>
        {
            Asked = request;
            return Answer("stats " + request.VolumeId, new NodeGetVolumeStatsResponse
            {
                Usage =
                {
                    new VolumeUsage { Unit = VolumeUsage.Types.Unit.Bytes, Total = 100, Used = 40, Available = 60 },
                    new VolumeUsage { Unit = VolumeUsage.Types.Unit.Inodes, Total = 10, Used = 3, Available = 7 },
                },
                VolumeCondition = new() { Abnormal = true, Message = "worn" },
            });
        })
        .AddUnary(CsiCalls.Expand, (request, _) =>
        {
            Expanded = request;
            return Answer("expand " + request.VolumeId, new NodeExpandVolumeResponse { CapacityBytes = request.CapacityRange.RequiredBytes });
        });

    private static NodeServiceCapability Has(NodeServiceCapability.Types.RPC.Types.Type what) => new() { Rpc = new() { Type = what } };

    private Task<T> Answer<T>(string call, T answer)
    {
        if (Refusal is { } why) throw new GrpcException(GrpcStatusCode.Internal, why);
        Calls.Enqueue(call);
        return Task.FromResult(answer);
    }
}
