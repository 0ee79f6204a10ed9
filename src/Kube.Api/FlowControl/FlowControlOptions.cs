using System.ComponentModel.DataAnnotations;

namespace Kube.Api.FlowControl;

/// <summary>How much the server does at once, all priority levels together.</summary>
public sealed class FlowControlOptions : IValidatableObject
{
    /// <summary>Seats that the priority levels share. Default 600: upstream's 400 requests that read and 200 that write. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ServerConcurrency { get; set; } = 600;

    /// <summary>How long a request may wait for a seat before it is refused. Default 15 s: a quarter of upstream's request timeout. 0 to 1 h.</summary>
    public TimeSpan RequestWaitLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often seats move between priority levels that lend and such as borrow. Default 10 s; 1 s to 1 h.</summary>
    public TimeSpan BorrowingPeriod { get; set; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (RequestWaitLimit < TimeSpan.Zero || RequestWaitLimit > TimeSpan.FromHours(1)) yield return new("FlowControlOptions.RequestWaitLimit: 0 to 1 hour", [nameof(RequestWaitLimit)]);
        if (BorrowingPeriod < TimeSpan.FromSeconds(1) || BorrowingPeriod > TimeSpan.FromHours(1)) yield return new("FlowControlOptions.BorrowingPeriod: 1 second to 1 hour", [nameof(BorrowingPeriod)]);
    }
}
