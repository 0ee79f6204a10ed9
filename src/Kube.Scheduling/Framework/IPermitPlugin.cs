namespace Kube.Scheduling.Framework;

/// <summary>Lets a pod go on to binding, holds it, or sends it back.</summary>
public interface IPermitPlugin : ISchedulingPlugin
{
    /// <summary>Asked once, on the scheduling loop.</summary>
    PermitResult Permit(CycleState state, PodInfo pod, string nodeName);
}
