using Kube.Node.Cri.Protos;
using Kube.Shared.Grpc;

namespace Kube.Node.Cri;

/// <summary>The calls of CRI's runtime service.</summary>
internal static class RuntimeCalls
{
    private const string Service = "runtime.v1.RuntimeService";

    public static GrpcMethod<VersionRequest, VersionResponse> Version { get; } =
        new(Service, "Version", VersionRequest.Parser, VersionResponse.Parser);

    public static GrpcMethod<RunPodSandboxRequest, RunPodSandboxResponse> RunPodSandbox { get; } =
        new(Service, "RunPodSandbox", RunPodSandboxRequest.Parser, RunPodSandboxResponse.Parser);

    public static GrpcMethod<StopPodSandboxRequest, StopPodSandboxResponse> StopPodSandbox { get; } =
        new(Service, "StopPodSandbox", StopPodSandboxRequest.Parser, StopPodSandboxResponse.Parser);

    public static GrpcMethod<RemovePodSandboxRequest, RemovePodSandboxResponse> RemovePodSandbox { get; } =
        new(Service, "RemovePodSandbox", RemovePodSandboxRequest.Parser, RemovePodSandboxResponse.Parser);

    public static GrpcMethod<PodSandboxStatusRequest, PodSandboxStatusResponse> PodSandboxStatus { get; } =
        new(Service, "PodSandboxStatus", PodSandboxStatusRequest.Parser, PodSandboxStatusResponse.Parser);

    public static GrpcMethod<ListPodSandboxRequest, ListPodSandboxResponse> ListPodSandbox { get; } =
        new(Service, "ListPodSandbox", ListPodSandboxRequest.Parser, ListPodSandboxResponse.Parser);

    public static GrpcMethod<StreamPodSandboxesRequest, StreamPodSandboxesResponse> StreamPodSandboxes { get; } =
        new(Service, "StreamPodSandboxes", StreamPodSandboxesRequest.Parser, StreamPodSandboxesResponse.Parser);

    public static GrpcMethod<CreateContainerRequest, CreateContainerResponse> CreateContainer { get; } =
        new(Service, "CreateContainer", CreateContainerRequest.Parser, CreateContainerResponse.Parser);

    public static GrpcMethod<StartContainerRequest, StartContainerResponse> StartContainer { get; } =
        new(Service, "StartContainer", StartContainerRequest.Parser, StartContainerResponse.Parser);

    public static GrpcMethod<StopContainerRequest, StopContainerResponse> StopContainer { get; } =
        new(Service, "StopContainer", StopContainerRequest.Parser, StopContainerResponse.Parser);

    public static GrpcMethod<RemoveContainerRequest, RemoveContainerResponse> RemoveContainer { get; } =
        new(Service, "RemoveContainer", RemoveContainerRequest.Parser, RemoveContainerResponse.Parser);

    public static GrpcMethod<ListContainersRequest, ListContainersResponse> ListContainers { get; } =
        new(Service, "ListContainers", ListContainersRequest.Parser, ListContainersResponse.Parser);

    public static GrpcMethod<StreamContainersRequest, StreamContainersResponse> StreamContainers { get; } =
        new(Service, "StreamContainers", StreamContainersRequest.Parser, StreamContainersResponse.Parser);

    public static GrpcMethod<ContainerStatusRequest, ContainerStatusResponse> ContainerStatus { get; } =
        new(Service, "ContainerStatus", ContainerStatusRequest.Parser, ContainerStatusResponse.Parser);

    public static GrpcMethod<UpdateContainerResourcesRequest, UpdateContainerResourcesResponse> UpdateContainerResources { get; } =
        new(Service, "UpdateContainerResources", UpdateContainerResourcesRequest.Parser, UpdateContainerResourcesResponse.Parser);

    public static GrpcMethod<ReopenContainerLogRequest, ReopenContainerLogResponse> ReopenContainerLog { get; } =
        new(Service, "ReopenContainerLog", ReopenContainerLogRequest.Parser, ReopenContainerLogResponse.Parser);

    public static GrpcMethod<ExecSyncRequest, ExecSyncResponse> ExecSync { get; } =
        new(Service, "ExecSync", ExecSyncRequest.Parser, ExecSyncResponse.Parser);

    public static GrpcMethod<ExecRequest, ExecResponse> Exec { get; } =
        new(Service, "Exec", ExecRequest.Parser, ExecResponse.Parser);

    public static GrpcMethod<AttachRequest, AttachResponse> Attach { get; } =
        new(Service, "Attach", AttachRequest.Parser, AttachResponse.Parser);

    public static GrpcMethod<PortForwardRequest, PortForwardResponse> PortForward { get; } =
        new(Service, "PortForward", PortForwardRequest.Parser, PortForwardResponse.Parser);

    public static GrpcMethod<ContainerStatsRequest, ContainerStatsResponse> ContainerStats { get; } =
        new(Service, "ContainerStats", ContainerStatsRequest.Parser, ContainerStatsResponse.Parser);

    public static GrpcMethod<ListContainerStatsRequest, ListContainerStatsResponse> ListContainerStats { get; } =
        new(Service, "ListContainerStats", ListContainerStatsRequest.Parser, ListContainerStatsResponse.Parser);

    public static GrpcMethod<StreamContainerStatsRequest, StreamContainerStatsResponse> StreamContainerStats { get; } =
        new(Service, "StreamContainerStats", StreamContainerStatsRequest.Parser, StreamContainerStatsResponse.Parser);

    public static GrpcMethod<PodSandboxStatsRequest, PodSandboxStatsResponse> PodSandboxStats { get; } =
        new(Service, "PodSandboxStats", PodSandboxStatsRequest.Parser, PodSandboxStatsResponse.Parser);

    public static GrpcMethod<ListPodSandboxStatsRequest, ListPodSandboxStatsResponse> ListPodSandboxStats { get; } =
        new(Service, "ListPodSandboxStats", ListPodSandboxStatsRequest.Parser, ListPodSandboxStatsResponse.Parser);

    public static GrpcMethod<StreamPodSandboxStatsRequest, StreamPodSandboxStatsResponse> StreamPodSandboxStats { get; } =
        new(Service, "StreamPodSandboxStats", StreamPodSandboxStatsRequest.Parser, StreamPodSandboxStatsResponse.Parser);

    public static GrpcMethod<UpdateRuntimeConfigRequest, UpdateRuntimeConfigResponse> UpdateRuntimeConfig { get; } =
        new(Service, "UpdateRuntimeConfig", UpdateRuntimeConfigRequest.Parser, UpdateRuntimeConfigResponse.Parser);

    public static GrpcMethod<StatusRequest, StatusResponse> Status { get; } =
        new(Service, "Status", StatusRequest.Parser, StatusResponse.Parser);

    public static GrpcMethod<CheckpointContainerRequest, CheckpointContainerResponse> CheckpointContainer { get; } =
        new(Service, "CheckpointContainer", CheckpointContainerRequest.Parser, CheckpointContainerResponse.Parser);

    public static GrpcMethod<GetEventsRequest, ContainerEventResponse> GetContainerEvents { get; } =
        new(Service, "GetContainerEvents", GetEventsRequest.Parser, ContainerEventResponse.Parser);

    public static GrpcMethod<ListMetricDescriptorsRequest, ListMetricDescriptorsResponse> ListMetricDescriptors { get; } =
        new(Service, "ListMetricDescriptors", ListMetricDescriptorsRequest.Parser, ListMetricDescriptorsResponse.Parser);

    public static GrpcMethod<ListPodSandboxMetricsRequest, ListPodSandboxMetricsResponse> ListPodSandboxMetrics { get; } =
        new(Service, "ListPodSandboxMetrics", ListPodSandboxMetricsRequest.Parser, ListPodSandboxMetricsResponse.Parser);

    public static GrpcMethod<StreamPodSandboxMetricsRequest, StreamPodSandboxMetricsResponse> StreamPodSandboxMetrics { get; } =
        new(Service, "StreamPodSandboxMetrics", StreamPodSandboxMetricsRequest.Parser, StreamPodSandboxMetricsResponse.Parser);

    public static GrpcMethod<RuntimeConfigRequest, RuntimeConfigResponse> RuntimeConfig { get; } =
        new(Service, "RuntimeConfig", RuntimeConfigRequest.Parser, RuntimeConfigResponse.Parser);

    public static GrpcMethod<UpdatePodSandboxResourcesRequest, UpdatePodSandboxResourcesResponse> UpdatePodSandboxResources { get; } =
        new(Service, "UpdatePodSandboxResources", UpdatePodSandboxResourcesRequest.Parser, UpdatePodSandboxResourcesResponse.Parser);
}
