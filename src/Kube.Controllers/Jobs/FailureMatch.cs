namespace Kube.Controllers.Jobs;

/// <summary>What a job's failure policy says of a failed pod.</summary>
/// <param name="Action">The rule's action; null when no rule matches.</param>
/// <param name="Message">Why the whole job fails, when it does.</param>
internal readonly record struct FailureMatch(string? Action, string? Message)
{
    public const string FailJob = "FailJob";
    public const string FailIndex = "FailIndex";
    public const string Ignore = "Ignore";

    /// <summary>Whether the failure counts against the back-off limit.</summary>
    public bool Counts => Action is not (Ignore or FailIndex);
}
