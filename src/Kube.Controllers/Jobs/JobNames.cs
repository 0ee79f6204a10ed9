namespace Kube.Controllers.Jobs;

/// <summary>The words of jobs on the wire.</summary>
internal static class JobNames
{
    public const string Tracking = "batch.kubernetes.io/job-tracking";
    public const string CompletionIndex = "batch.kubernetes.io/job-completion-index";
    public const string IndexFailureCount = "batch.kubernetes.io/job-index-failure-count";
    public const string IndexIgnoredFailureCount = "batch.kubernetes.io/job-index-ignored-failure-count";
    public const string OwnController = "kubernetes.io/job-controller";

    public const string Complete = "Complete";
    public const string Failed = "Failed";
    public const string Suspended = "Suspended";
    public const string FailureTarget = "FailureTarget";
    public const string SuccessCriteriaMet = "SuccessCriteriaMet";

    public const string BackoffLimitExceeded = "BackoffLimitExceeded";
    public const string DeadlineExceeded = "DeadlineExceeded";
    public const string PodFailurePolicy = "PodFailurePolicy";
    public const string FailedIndexes = "FailedIndexes";
    public const string MaxFailedIndexesExceeded = "MaxFailedIndexesExceeded";
    public const string SuccessPolicy = "SuccessPolicy";
    public const string CompletionsReached = "CompletionsReached";
}
