namespace Kube.Node.Runtime;

/// <summary>Whether containers can be started in a sandbox.</summary>
public enum SandboxState
{
    /// <summary>It is up.</summary>
    Ready = 0,

    /// <summary>It was stopped or died; the pod needs a new one.</summary>
    NotReady = 1,
}
