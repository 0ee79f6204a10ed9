using System.ComponentModel.DataAnnotations;

namespace Kube.Api.Client.Election;

/// <summary>How one of several processes becomes the one that works.</summary>
public sealed class LeaderElectionOptions : IValidatableObject
{
    /// <summary>Whether to elect at all; without, this process works at once. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The lease's namespace. Default <c>kube-system</c>.</summary>
    [Required]
    public string LeaseNamespace { get; set; } = "kube-system";

    /// <summary>The lease's name. Default <c>kube-controller-manager</c>.</summary>
    [Required]
    public string LeaseName { get; set; } = "kube-controller-manager";

    /// <summary>This process, as no other process that is alive calls itself; empty: the host's name and something random. A process that alone can reach the cluster's
    /// data, such as one with an embedded store, may keep one identity from start to start: killed and started again, it still holds its lease and need not wait for its end.</summary>
    public string Identity { get; set; } = "";

    /// <summary>How long others wait after the last renewal that they saw. Default 15 s; at least 1 s.</summary>
    public TimeSpan LeaseDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader tries to renew before it gives up. Default 10 s; less than the lease's duration.</summary>
    public TimeSpan RenewDeadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two attempts. Default 2 s; less than the renew deadline.</summary>
    public TimeSpan RetryPeriod { get; set; } = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (LeaseDuration < TimeSpan.FromSeconds(1)) yield return new("The lease duration is less than a second.", [nameof(LeaseDuration)]);
        if (RenewDeadline >= LeaseDuration) yield return new("The renew deadline is not less than the lease duration.", [nameof(RenewDeadline)]);
        if (RetryPeriod <= TimeSpan.Zero || RetryPeriod >= RenewDeadline)
            yield return new("The retry period is not between zero and the renew deadline.", [nameof(RetryPeriod)]);
    }
}
