using Kube.Api.Models;

namespace Kube.Controllers.Jobs;

/// <summary>The conditions of a job.</summary>
internal static class JobConditions
{
    public static bool Has(V1Job job, string type) => Find(job.Status, type)?.Status == "True";

    public static bool IsFinished(V1Job job) => Has(job, JobNames.Complete) || Has(job, JobNames.Failed);

    public static V1JobCondition? Find(V1JobStatus status, string type) => status.Conditions?.Find(condition => condition.Type == type);

    /// <summary>Adds a condition that is true, unless it is there.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static bool Announce(V1JobStatus status, string type, JobVerdict verdict, DateTimeOffset now)
    {
        if (Find(status, type)?.Status == "True") return false;
        (status.Conditions ??= []).Add(New(type, "True", verdict.Reason, verdict.Message, now));
        return true;
    }

    /// <summary>Says whether the job is suspended; one that never was says nothing.</summary>
    /// <returns>Whether that changed anything.</returns>
    public static bool SetSuspended(V1JobStatus status, bool suspended, DateTimeOffset now)
    {
        var current = Find(status, JobNames.Suspended);
        if ((current?.Status == "True") == suspended) return false;
        var condition = suspended
            ? New(JobNames.Suspended, "True", "JobSuspended", "Job suspended", now)
            : New(JobNames.Suspended, "False", "JobResumed", "Job resumed", now);
        if (current is null) (status.Conditions ??= []).Add(condition);
        else status.Conditions![status.Conditions.IndexOf(current)] = condition;
        return true;
    }

    private static V1JobCondition New(string type, string status, string reason, string message, DateTimeOffset now) => new()
    {
        Type = type,
        Status = status,
        LastProbeTime = now.UtcDateTime,
        LastTransitionTime = now.UtcDateTime,
        Reason = reason,
        Message = message,
    };
}
