using Google.Protobuf;
using Kube.Node.Csi.Protos;
using Kube.Node.Volumes;
using Kube.Shared.Grpc;
using Kube.Shared.Grpc.Client;

namespace Kube.Node.Csi;

/// <summary>A driver that has made itself known, and its socket. All its calls may be repeated: that is what the interface demands of drivers.</summary>
internal sealed class CsiDriver(string name, string endpoint) : IDisposable
{
    // Upstream's csiTimeout; a driver that answers later is asked again.
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(2);

    private readonly GrpcChannel _channel = GrpcChannel.ForUnixSocket(endpoint);

    public string Name { get; } = name;

    public string Endpoint { get; } = endpoint;

    /// <summary>What the driver calls this node, and from where it reaches its volumes.</summary>
    public NodeGetInfoResponse Info { get; private set; } = new();

    public bool Stages { get; private set; }

    /// <summary>The driver itself gives volumes to the pod's group.</summary>
    public bool MountsForGroup { get; private set; }

    /// <summary>It says how full its volumes are.</summary>
    public bool TellsUsage { get; private set; }

    /// <summary>It has a part of its own in making volumes larger, on the node.</summary>
    public bool Expands { get; private set; }

    /// <exception cref="VolumeException">It cannot be asked.</exception>
    public async ValueTask LearnAsync(CancellationToken cancellationToken)
    {
        Info = await CallAsync(CsiCalls.NodeInfo, new(), cancellationToken);
        var capabilities = (await CallAsync(CsiCalls.Capabilities, new(), cancellationToken)).Capabilities.Select(one => one.Rpc?.Type).ToHashSet();
        Stages = capabilities.Contains(NodeServiceCapability.Types.RPC.Types.Type.StageUnstageVolume);
        MountsForGroup = capabilities.Contains(NodeServiceCapability.Types.RPC.Types.Type.VolumeMountGroup);
        TellsUsage = capabilities.Contains(NodeServiceCapability.Types.RPC.Types.Type.GetVolumeStats);
        Expands = capabilities.Contains(NodeServiceCapability.Types.RPC.Types.Type.ExpandVolume);
    }

    /// <exception cref="VolumeException">The driver refuses, is away, or does not answer in time.</exception>
    public async ValueTask<TResponse> CallAsync<TRequest, TResponse>(GrpcMethod<TRequest, TResponse> method, TRequest request, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse>
    {
        try
        {
            return await _channel.UnaryAsync(method, request, GrpcCallOptions.Within(s_timeout), cancellationToken);
        }
        catch (GrpcException e)
        {
            throw new VolumeException($"rpc error: code = {e.Code} desc = {e.Detail}", e);
        }
    }

    public void Dispose() => _channel.Dispose();
}
