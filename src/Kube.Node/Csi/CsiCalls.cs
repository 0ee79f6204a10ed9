using Kube.Node.Csi.Protos;
using Kube.Shared.Grpc;

namespace Kube.Node.Csi;

/// <summary>The calls of drivers that a node makes.</summary>
internal static class CsiCalls
{
    private const string Node = "csi.v1.Node";
    private const string Registration = "pluginregistration.Registration";

    public static GrpcMethod<InfoRequest, PluginInfo> GetInfo { get; } = new(Registration, "GetInfo", InfoRequest.Parser, PluginInfo.Parser);

    public static GrpcMethod<RegistrationStatus, RegistrationStatusResponse> Notify { get; } =
        new(Registration, "NotifyRegistrationStatus", RegistrationStatus.Parser, RegistrationStatusResponse.Parser);

    public static GrpcMethod<NodeGetInfoRequest, NodeGetInfoResponse> NodeInfo { get; } = new(Node, "NodeGetInfo", NodeGetInfoRequest.Parser, NodeGetInfoResponse.Parser);

    public static GrpcMethod<NodeGetCapabilitiesRequest, NodeGetCapabilitiesResponse> Capabilities { get; } =
        new(Node, "NodeGetCapabilities", NodeGetCapabilitiesRequest.Parser, NodeGetCapabilitiesResponse.Parser);

    public static GrpcMethod<NodeStageVolumeRequest, NodeStageVolumeResponse> Stage { get; } =
        new(Node, "NodeStageVolume", NodeStageVolumeRequest.Parser, NodeStageVolumeResponse.Parser);

    public static GrpcMethod<NodeUnstageVolumeRequest, NodeUnstageVolumeResponse> Unstage { get; } =
        new(Node, "NodeUnstageVolume", NodeUnstageVolumeRequest.Parser, NodeUnstageVolumeResponse.Parser);

    public static GrpcMethod<NodePublishVolumeRequest, NodePublishVolumeResponse> Publish { get; } =
        new(Node, "NodePublishVolume", NodePublishVolumeRequest.Parser, NodePublishVolumeResponse.Parser);

    public static GrpcMethod<NodeUnpublishVolumeRequest, NodeUnpublishVolumeResponse> Unpublish { get; } =
        new(Node, "NodeUnpublishVolume", NodeUnpublishVolumeRequest.Parser, NodeUnpublishVolumeResponse.Parser);

    public static GrpcMethod<NodeGetVolumeStatsRequest, NodeGetVolumeStatsResponse> VolumeStats { get; } =
        new(Node, "NodeGetVolumeStats", NodeGetVolumeStatsRequest.Parser, NodeGetVolumeStatsResponse.Parser);

    public static GrpcMethod<NodeExpandVolumeRequest, NodeExpandVolumeResponse> Expand { get; } =
        new(Node, "NodeExpandVolume", NodeExpandVolumeRequest.Parser, NodeExpandVolumeResponse.Parser);
}
