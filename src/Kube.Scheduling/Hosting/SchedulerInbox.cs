using Kube.Scheduling.Loop;

namespace Kube.Scheduling.Hosting;

/// <summary>The inbox of the host's scheduler, for whoever has something to ask of its loop.</summary>
internal sealed class SchedulerInbox
{
    public ClusterInbox Notes { get; } = new();
}
