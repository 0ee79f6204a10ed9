using Kube.Scheduling.Binding;
using Kube.Scheduling.Loop;

namespace Kube.Scheduling.Hosting;

/// <summary>A scheduler and what it works with.</summary>
internal sealed record RunningScheduler(Scheduler Scheduler, SchedulerState State, ClusterInbox Inbox, ApiCalls Calls, WaitingPods Waiting);
