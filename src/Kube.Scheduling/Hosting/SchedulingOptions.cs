using System.ComponentModel.DataAnnotations;
using Kube.Api.Client.Election;
using Microsoft.Extensions.Options;

namespace Kube.Scheduling.Hosting;

/// <summary>The scheduler's options, whatever its profiles.</summary>
public sealed class SchedulingOptions
{
    /// <summary>How many bindings are written at once. Default 256; 1 to 4,096.</summary>
    [Range(1, 4096)]
    public int BindingConcurrency { get; set; } = 256;

    /// <summary>How long a pod waits after its first failure; doubled for each one after it. Default 1 s; 1 ms to 1 h.</summary>
    public TimeSpan FirstBackoff { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait. Default 10 s; 1 ms to 1 h.</summary>
    public TimeSpan LongestBackoff { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long a pod that no node could take is tried again, if nothing happened that may help. Default 5 min; 1 s to 1 day.</summary>
    public TimeSpan ParkedAtMost { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a pod counts on the node it was bound to while the server does not show it there. Default 15 min; 1 s to 1 day.</summary>
    public TimeSpan AssumedPodExpiry { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How one of several schedulers becomes the one that works. By default by the lease <c>kube-system/kube-scheduler</c>.</summary>
    [ValidateObjectMembers]
    public LeaderElectionOptions LeaderElection { get; } = new() { LeaseName = "kube-scheduler" };
}
