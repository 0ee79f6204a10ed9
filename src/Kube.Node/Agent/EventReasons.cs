namespace Kube.Node.Agent;

/// <summary>Reasons of the node's events (upstream's <c>pkg/kubelet/events</c>).</summary>
internal static class EventReasons
{
    public const string Created = "Created";
    public const string Started = "Started";
    public const string Failed = "Failed";
    public const string Killing = "Killing";
    public const string BackOff = "BackOff";
    public const string Pulling = "Pulling";
    public const string Pulled = "Pulled";
    public const string ErrImageNeverPull = "ErrImageNeverPull";
    public const string FailedToRetrieveImagePullSecret = "FailedToRetrieveImagePullSecret";
    public const string InspectFailed = "InspectFailed";
    public const string FailedMount = "FailedMount";
    public const string FileSystemResizeFailed = "FileSystemResizeFailed";
    public const string FileSystemResizeSuccessful = "FileSystemResizeSuccessful";
    public const string FailedPostStartHook = "FailedPostStartHook";
    public const string FailedPreStopHook = "FailedPreStopHook";
    public const string FailedCreatePodSandBox = "FailedCreatePodSandBox";
    public const string FailedKillPod = "FailedKillPod";
    public const string FailedSync = "FailedSync";
    public const string SandboxChanged = "SandboxChanged";
    public const string InvalidEnvironmentVariableNames = "InvalidEnvironmentVariableNames";
    public const string DnsConfigForming = "DNSConfigForming";
    public const string MissingClusterDns = "MissingClusterDNS";
    public const string NetworkNotReady = "NetworkNotReady";
    public const string Unhealthy = "Unhealthy";
    public const string ProbeWarning = "ProbeWarning";
    public const string ResizeDeferred = "ResizeDeferred";
    public const string ResizeInfeasible = "ResizeInfeasible";
    public const string ResizeStarted = "ResizeStarted";
    public const string ResizeCompleted = "ResizeCompleted";
    public const string ResizeError = "ResizeError";
    public const string DeadlineExceeded = "DeadlineExceeded";
}
