using Kube.Scheduling.Loop;

namespace Kube.Scheduling.Hosting;

/// <summary>The inbox of the host's scheduler, for whoever has something to ask of its loop.</summary>
internal sealed class SchedulerInbox
{
    public ClusterInbox Notes { get; } = new();

    /// <summary>The state of the running scheduler, for its own loop to look at; null while none runs.</summary>
    public SchedulerState? State { get; set; }
}
