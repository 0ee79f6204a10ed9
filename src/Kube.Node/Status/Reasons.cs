namespace Kube.Node.Status;

/// <summary>Reasons in the states of containers, as upstream's <c>pkg/kubelet/container</c> and <c>pkg/kubelet/images</c> say them.</summary>
internal static class Reasons
{
    public const string ContainerCreating = "ContainerCreating";
    public const string PodInitializing = "PodInitializing";
    public const string CrashLoopBackOff = "CrashLoopBackOff";
    public const string RunContainerError = "RunContainerError";
    public const string CreateContainerConfigError = "CreateContainerConfigError";
    public const string CreateContainerError = "CreateContainerError";
    public const string PostStartHookError = "PostStartHookError";
    public const string ErrImagePull = "ErrImagePull";
    public const string ImagePullBackOff = "ImagePullBackOff";
    public const string ErrImageNeverPull = "ErrImageNeverPull";
    public const string InvalidImageName = "InvalidImageName";
    public const string ImageInspectError = "ImageInspectError";

    public const string Completed = "Completed";
    public const string Error = "Error";
    public const string ContainerStatusUnknown = "ContainerStatusUnknown";
}
