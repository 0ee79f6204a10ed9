using Kube.Samples.CsiDriver.Protos;
using Kube.Shared.Grpc;

namespace Kube.Samples.CsiDriver;

/// <summary>The calls by which a driver is asked who it is.</summary>
internal static class IdentityCalls
{
    private const string Identity = "csi.v1.Identity";

    public static GrpcMethod<GetPluginInfoRequest, GetPluginInfoResponse> PluginInfo { get; } =
        new(Identity, "GetPluginInfo", GetPluginInfoRequest.Parser, GetPluginInfoResponse.Parser);

    public static GrpcMethod<GetPluginCapabilitiesRequest, GetPluginCapabilitiesResponse> Capabilities { get; } =
        new(Identity, "GetPluginCapabilities", GetPluginCapabilitiesRequest.Parser, GetPluginCapabilitiesResponse.Parser);

    public static GrpcMethod<ProbeRequest, ProbeResponse> Probe { get; } = new(Identity, "Probe", ProbeRequest.Parser, ProbeResponse.Parser);
}
