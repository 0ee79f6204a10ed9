using Kube.Api.Catalog;
using Kube.Api.Kubernetes;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.CustomResources.Definitions;

/// <summary>The rules of a definition's status.</summary>
internal sealed class DefinitionStatusStrategy(DefinitionStrategy main) : ResourceStrategy<V1CustomResourceDefinition>
{
    private static readonly string[] s_kept =
    [
        "metadata.deletionTimestamp", "metadata.generation", "metadata.selfLink", "metadata.labels", "metadata.annotations", "metadata.finalizers",
        "metadata.ownerReferences", "spec",
    ];

    public override NameRule NameRule => main.NameRule;

    public override IReadOnlyList<string> ResetFields => s_kept;

    public override bool AllowUnconditionalUpdate => false;

    public override void Default(V1CustomResourceDefinition obj) => main.Default(obj);

    public override void PrepareForUpdate(V1CustomResourceDefinition obj, V1CustomResourceDefinition old, StrategyContext context)
    {
        obj.Spec = old.Spec;
        ObjectMetaRules.KeepClientFields(obj.Metadata, old.Metadata);
    }

    public override void ValidateUpdate(V1CustomResourceDefinition obj, V1CustomResourceDefinition old, FieldErrors errors)
    {
        if (obj.Status?.AcceptedNames is { } names) DefinitionNames.Validate(names, FieldPath.Root("status").Child("acceptedNames"), errors);
    }
}
