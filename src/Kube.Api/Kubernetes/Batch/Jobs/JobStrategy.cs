using Kube.Api.Catalog;
using Kube.Api.Kubernetes.Workloads;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Batch.Jobs;

/// <summary>Jobs. Unless told otherwise a job selects its pods by its own uid, which only the server knows.</summary>
internal sealed class JobStrategy : KubernetesStrategy<V1Job>
{
    private const int ManyCompletions = 100_000;
    private const int MuchParallelism = 10_000;

    public override PropagationDefault DefaultPropagation => PropagationDefault.Orphan;

    public override string UnspecifiedPropagationWarning =>
        "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning";

    protected override bool CountsGenerations => true;

    protected override bool ChecksMetadataAgain => false;

    public override void Default(V1Job obj) => JobDefaults.Apply(obj);

    public override void WarnOnCreate(V1Job obj, ICollection<string> warnings)
    {
        NameWarnings.Add(obj.Metadata, warnings);
        Warn(obj, null, warnings);
    }

    public override void WarnOnUpdate(V1Job obj, V1Job old, ICollection<string> warnings) => Warn(obj, old, warnings);

    public override void Canonicalize(V1Job obj)
    {
        // Upstream fills these in whenever it reads a job, and so from the first answer on.
        if (obj.Metadata.Labels is not { Count: > 0 } && obj.Spec.Template.Metadata?.Labels is { Count: > 0 } labels) obj.Metadata.Labels = new(labels);
    }

    protected override void ResetStatus(V1Job obj) => obj.Status = new V1JobStatus();

    protected override void KeepStatus(V1Job obj, V1Job old) => obj.Status = old.Status;

    protected override void PrepareNew(V1Job obj, StrategyContext context)
    {
        if (obj.Spec.ManualSelector is not true) JobSelector.Generate(obj);
    }

    protected override bool WishChanged(V1Job obj, V1Job old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1Job obj, FieldErrors errors)
    {
        JobSelector.Validate(obj, errors);
        JobValidation.ValidateJob(obj, null, errors);
    }

    protected override void ValidateChange(V1Job obj, V1Job old, FieldErrors errors)
    {
        JobSelector.Validate(obj, errors);
        JobUpdateValidation.Validate(obj, old, errors);
    }

    private static void Warn(V1Job obj, V1Job? old, ICollection<string> warnings)
    {
        if (obj.Spec is { CompletionMode: "Indexed", Completions: > ManyCompletions, Parallelism: > MuchParallelism })
        {
            warnings.Add(
                "spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to "
                + "track completedIndexes when a big number of indexes fail");
        }

        if (old is null) TemplateWarnings.Add(obj.Spec.Template, warnings);
        else TemplateWarnings.AddOnUpdate(obj.Metadata, old.Metadata, obj.Spec.Template, warnings);
    }
}
