using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Rbac;

/// <summary>Roles of a namespace.</summary>
internal sealed class RoleStrategy : KubernetesStrategy<V1Role>
{
    public override NameRule NameRule => NameRule.PathSegment;

    public override bool AllowCreateOnUpdate => true;

    protected override void Validate(V1Role obj, FieldErrors errors) => RbacValidation.ValidateRules(obj.Rules, namespaced: true, errors);
}

/// <summary>Roles of the cluster, which may be composed of others by their labels.</summary>
internal sealed class ClusterRoleStrategy : KubernetesStrategy<V1ClusterRole>
{
    public override NameRule NameRule => NameRule.PathSegment;

    public override bool AllowCreateOnUpdate => true;

    protected override void Validate(V1ClusterRole obj, FieldErrors errors)
    {
        RbacValidation.ValidateRules(obj.Rules, namespaced: false, errors);
        if (obj.AggregationRule is not { } aggregation) return;
        var path = FieldPath.Root("aggregationRule").Child("clusterRoleSelectors");
        if (aggregation.ClusterRoleSelectors is not { Count: > 0 }) errors.Required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
        for (var i = 0; i < aggregation.ClusterRoleSelectors?.Count; i++)
        {
            LabelSelectorValidation.Validate(aggregation.ClusterRoleSelectors[i], errors, path.Index(i));
            // Upstream says where, but does not show the selector.
            if (!LabelSelectorValidation.IsConvertible(aggregation.ClusterRoleSelectors[i])) errors.Invalid(path.Index(i), null, "invalid label selector.");
        }
    }
}

/// <summary>Grants inside a namespace.</summary>
internal sealed class RoleBindingStrategy : KubernetesStrategy<V1RoleBinding>
{
    public override NameRule NameRule => NameRule.PathSegment;

    public override bool AllowCreateOnUpdate => true;

    public override void Default(V1RoleBinding obj) => RbacValidation.Default(obj.RoleRef, obj.Subjects);

    protected override void Validate(V1RoleBinding obj, FieldErrors errors) => RbacValidation.ValidateBinding(obj.RoleRef, obj.Subjects, namespaced: true, errors);

    protected override void ValidateChange(V1RoleBinding obj, V1RoleBinding old, FieldErrors errors)
    {
        Validate(obj, errors);
        RbacValidation.ValidateRoleUnchanged(obj.RoleRef, old.RoleRef, errors);
    }
}

/// <summary>Grants in the whole cluster.</summary>
internal sealed class ClusterRoleBindingStrategy : KubernetesStrategy<V1ClusterRoleBinding>
{
    public override NameRule NameRule => NameRule.PathSegment;

    public override bool AllowCreateOnUpdate => true;

    public override void Default(V1ClusterRoleBinding obj) => RbacValidation.Default(obj.RoleRef, obj.Subjects);

    protected override void Validate(V1ClusterRoleBinding obj, FieldErrors errors) =>
        RbacValidation.ValidateBinding(obj.RoleRef, obj.Subjects, namespaced: false, errors);

    protected override void ValidateChange(V1ClusterRoleBinding obj, V1ClusterRoleBinding old, FieldErrors errors)
    {
        Validate(obj, errors);
        RbacValidation.ValidateRoleUnchanged(obj.RoleRef, old.RoleRef, errors);
    }
}
