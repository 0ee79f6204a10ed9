namespace Kube.Api.FlowControl;

internal enum FlowRequestState
{
    Free,
    Waiting,
    Executing,
}
