using Kube.Api.Catalog;
using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>Kinds of devices that claims may ask for.</summary>
internal sealed class DeviceClassStrategy : KubernetesStrategy<V1DeviceClass>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override NameRule NameRule => DeviceResources.DeclaredName;

    public override bool ReturnsDeletedObject => true;

    protected override bool CountsGenerations => true;

    protected override bool WishChanged(V1DeviceClass obj, V1DeviceClass old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1DeviceClass obj, FieldErrors errors)
    {
        ClaimRules.ValidateSelectors(obj.Spec.Selectors, errors, Spec.Child("selectors"));
        for (var i = 0; i < obj.Spec.Config?.Count; i++) ClaimRules.ValidateOpaque(obj.Spec.Config[i].Opaque, errors, Spec.Child("config").Index(i).Child("opaque"));
        if (obj.Spec.ExtendedResourceName is { } name && !ResourceNames.IsExtended(name))
            errors.Invalid(Spec.Child("extendedResourceName"), name, "must be a valid extended resource name");
    }
}

/// <summary>Claims on devices: what is asked for is for life.</summary>
internal sealed class DeviceClaimStrategy : KubernetesStrategy<Resourcev1ResourceClaim>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override bool ReturnsDeletedObject => true;

    public override void Default(Resourcev1ResourceClaim obj) => ClaimRules.Default(obj.Spec);

    protected override void ResetStatus(Resourcev1ResourceClaim obj) => obj.Status = new V1ResourceClaimStatus();

    protected override void KeepStatus(Resourcev1ResourceClaim obj, Resourcev1ResourceClaim old) => obj.Status = old.Status;

    protected override void Validate(Resourcev1ResourceClaim obj, FieldErrors errors) => ClaimRules.Validate(obj.Spec, errors, Spec);

    protected override void ValidateChange(Resourcev1ResourceClaim obj, Resourcev1ResourceClaim old, FieldErrors errors)
    {
        if (!obj.Spec.SemanticEquals(old.Spec)) errors.Invalid(Spec, new JsonText(ClaimText.Of(obj.Spec)), FieldRules.FieldIsImmutable);
    }
}

/// <summary>Templates of claims, for pods that bring their own.</summary>
internal sealed class DeviceClaimTemplateStrategy : KubernetesStrategy<V1ResourceClaimTemplate>
{
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override bool ReturnsDeletedObject => true;

    public override void Default(V1ResourceClaimTemplate obj) => ClaimRules.Default(obj.Spec.Spec);

    protected override void Validate(V1ResourceClaimTemplate obj, FieldErrors errors)
    {
        ObjectMetaValidation.ValidateLabels(obj.Spec.Metadata?.Labels, errors, Spec.Child("metadata", "labels"));
        ObjectMetaValidation.ValidateAnnotations(obj.Spec.Metadata?.Annotations, errors, Spec.Child("metadata", "annotations"));
        ClaimRules.Validate(obj.Spec.Spec, errors, Spec.Child("spec"));
    }

    protected override void ValidateChange(V1ResourceClaimTemplate obj, V1ResourceClaimTemplate old, FieldErrors errors)
    {
        if (!obj.Spec.SemanticEquals(old.Spec)) errors.Invalid(Spec, new JsonText($"{{\"Spec\":{ClaimText.Of(obj.Spec.Spec)}}}"), FieldRules.FieldIsImmutable);
    }
}

/// <summary>What a driver has to offer, in pools.</summary>
internal sealed class SliceStrategy : KubernetesStrategy<V1ResourceSlice>
{
    public override bool ReturnsDeletedObject => true;

    protected override bool CountsGenerations => true;

    protected override bool WishChanged(V1ResourceSlice obj, V1ResourceSlice old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1ResourceSlice obj, FieldErrors errors) => SliceValidation.Validate(obj.Spec, errors);

    protected override void ValidateChange(V1ResourceSlice obj, V1ResourceSlice old, FieldErrors errors)
    {
        SliceValidation.Validate(obj.Spec, errors);
        var spec = FieldPath.Root("spec");
        errors.Immutable(spec.Child("driver"), obj.Spec.Driver == old.Spec.Driver, obj.Spec.Driver);
        errors.Immutable(spec.Child("pool", "name"), obj.Spec.Pool.Name == old.Spec.Pool.Name, obj.Spec.Pool.Name);
        errors.Immutable(spec.Child("nodeName"), obj.Spec.NodeName == old.Spec.NodeName, obj.Spec.NodeName);
    }
}
