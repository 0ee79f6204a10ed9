using Kube.Api.Catalog;
using Kube.Api.CustomResources.Control;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>The rules of CustomResourceDefinitions.</summary>
/// <param name="rules">Judges the CEL rules in schemas; null: nobody does.</param>
internal sealed class DefinitionStrategy(ISchemaRuleCompiler? rules) : ResourceStrategy<V1CustomResourceDefinition>
{
    private static readonly string[] s_status = ["status"];
    private static readonly NameRule s_anyName = new(static _ => []);

    // The name is a matter of the specification: see DefinitionValidation.
    public override NameRule NameRule => s_anyName;

    public override IReadOnlyList<string> ResetFields => s_status;

    public override bool AllowUnconditionalUpdate => false;

    public override void Default(V1CustomResourceDefinition obj) => DefinitionDefaults.Apply(obj);

    public override void PrepareForCreate(V1CustomResourceDefinition obj, StrategyContext context)
    {
        obj.Status = new V1CustomResourceDefinitionStatus();
        obj.Metadata.Generation = 1;
        DefinitionDefaults.AddStoredVersion(obj);
    }

    public override void PrepareForUpdate(V1CustomResourceDefinition obj, V1CustomResourceDefinition old, StrategyContext context)
    {
        obj.Status = (old.Status ?? new V1CustomResourceDefinitionStatus()).DeepClone();
        if (!obj.Spec.SemanticEquals(old.Spec)) obj.Metadata.Generation = (old.Metadata.Generation ?? 0) + 1;
        DefinitionDefaults.AddStoredVersion(obj);
    }

    public override void ValidateCreate(V1CustomResourceDefinition obj, FieldErrors errors) => new DefinitionValidation(obj, null, rules, errors).Validate();

    public override void ValidateUpdate(V1CustomResourceDefinition obj, V1CustomResourceDefinition old, FieldErrors errors) =>
        new DefinitionValidation(obj, old, rules, errors).Validate();

    public override void WarnOnCreate(V1CustomResourceDefinition obj, ICollection<string> warnings) => FormatWarnings.Add(obj, null, warnings);

    public override void WarnOnUpdate(V1CustomResourceDefinition obj, V1CustomResourceDefinition old, ICollection<string> warnings) => FormatWarnings.Add(obj, old, warnings);

    /// <summary>The first request to delete only marks: the instances go first.</summary>
    protected override bool MarkDeletion(V1CustomResourceDefinition obj, DateTime now)
    {
        if (obj.Metadata.DeletionTimestamp is not null) return false;
        obj.Metadata.DeletionTimestamp = now;
        var finalizers = obj.Metadata.Finalizers ??= [];
        if (!finalizers.Contains(DefinitionConditions.Finalizer)) finalizers.Add(DefinitionConditions.Finalizer);
        obj.Status ??= new V1CustomResourceDefinitionStatus();
        DefinitionConditions.Set(obj.Status, new V1CustomResourceDefinitionCondition
        {
            Type = DefinitionConditions.Terminating, Status = "True", Reason = "InstanceDeletionPending",
            Message = "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
        }, now);
        return true;
    }
}
