namespace Kube.Scheduling.Framework;

/// <summary>A plugin of the scheduler. It implements one interface per moment it takes part in; which ones is found out once, when it is registered.
/// One instance serves every profile and every pod.</summary>
/// <remarks>The synchronous moments are called from the scheduling loop, one at a time: they do not wait, and what they throw fails the pod's attempt.
/// PreBind, Bind and PostBind overlap between pods.</remarks>
public interface ISchedulingPlugin
{
    /// <summary>Its name, unique among the plugins; profiles switch it off and weigh it by this name.</summary>
    string Name { get; }
}
