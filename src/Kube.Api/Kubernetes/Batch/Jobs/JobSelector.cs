using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>The selector and labels that tie pods to their job, under the names of two generations.</summary>
internal static class JobSelector
{
    private const string Uid = "batch.kubernetes.io/controller-uid";
    private const string Name = "batch.kubernetes.io/job-name";
    private const string LegacyUid = "controller-uid";
    private const string LegacyName = "job-name";

    public static void Generate(V1Job job)
    {
        var labels = (job.Spec.Template.Metadata ??= new V1ObjectMeta()).Labels ??= [];
        var uid = job.Metadata.Uid ?? "";
        // What the client set is kept here, and refused by validation when it is wrong.
        labels.TryAdd(LegacyName, job.Metadata.Name ?? "");
        labels.TryAdd(Name, job.Metadata.Name ?? "");
        labels.TryAdd(LegacyUid, uid);
        labels.TryAdd(Uid, uid);
        ((job.Spec.Selector ??= new V1LabelSelector()).MatchLabels ??= []).TryAdd(Uid, uid);
    }

    public static void Validate(V1Job job, FieldErrors errors)
    {
        if (job.Spec.ManualSelector is true || job.Spec.Selector is null) return;
        var uid = job.Metadata.Uid ?? "";
        if (uid.Length == 0) errors.Required(FieldPath.Root("metadata").Child("uid"));
        var expected = new Dictionary<string, string>
        {
            [LegacyUid] = uid, [LegacyName] = job.Metadata.Name ?? "", [Uid] = uid, [Name] = job.Metadata.Name ?? "",
        };
        var path = FieldPath.Root("spec").Child("template", "metadata").Child("labels");
        var labels = job.Spec.Template.Metadata?.Labels;
        foreach (var (key, value) in expected)
        {
            if (labels?.TryGetValue(key, out var actual) != true) errors.Required(path.Key(key), $"must be '{value}'");
            else if (actual != value) errors.Invalid(path.Key(key), labels, $"must be '{value}'");
        }

        if (LabelSelectorValidation.IsConvertible(job.Spec.Selector) && !LabelSelectorValidation.Matches(job.Spec.Selector, expected))
            errors.Invalid(FieldPath.Root("spec").Child("selector"), LabelSelectorValidation.ToJson(job.Spec.Selector), "`selector` not auto-generated");
    }
}
