using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Networking;

/// <summary>Ingress classes; who serves one is for life.</summary>
internal sealed class IngressClassStrategy : KubernetesStrategy<V1IngressClass>
{
    private const int ControllerLength = 250;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    protected override bool CountsGenerations => true;

    public override void Default(V1IngressClass obj)
    {
        if (obj.Spec?.Parameters is { } parameters) parameters.Scope ??= "Cluster";
    }

    protected override bool WishChanged(V1IngressClass obj, V1IngressClass old) => !obj.Spec.SemanticEquals(old.Spec);

    protected override void Validate(V1IngressClass obj, FieldErrors errors)
    {
        var controller = obj.Spec.Controller ?? "";
        if (controller.Length > ControllerLength) errors.TooLong(Spec.Child("controller"), ControllerLength);
        FormatRules.DomainPrefixedPath(errors, Spec.Child("controller"), controller);
        if (obj.Spec.Parameters is { } parameters) ValidateParameters(parameters, errors, Spec.Child("parameters"));
    }

    protected override void ValidateChange(V1IngressClass obj, V1IngressClass old, FieldErrors errors)
    {
        errors.Immutable(Spec.Child("controller"), (obj.Spec.Controller ?? "") == (old.Spec.Controller ?? ""), obj.Spec.Controller ?? "");
        if (obj.Spec.Parameters is { } parameters) ValidateParameters(parameters, errors, Spec.Child("parameters"));
    }

    private static void ValidateParameters(V1IngressClassParametersReference parameters, FieldErrors errors, FieldPath path)
    {
        if (parameters.ApiGroup is { } group) errors.InvalidEach(path.Child("apiGroup"), group, FormatRules.DnsSubdomain(group));
        if (string.IsNullOrEmpty(parameters.Kind)) errors.Required(path.Child("kind"));
        else errors.InvalidEach(path.Child("kind"), parameters.Kind, FormatRules.PathSegment(parameters.Kind));
        if (string.IsNullOrEmpty(parameters.Name)) errors.Required(path.Child("name"));
        else errors.InvalidEach(path.Child("name"), parameters.Name, FormatRules.PathSegment(parameters.Name));
        if (parameters.Namespace is { } space) errors.InvalidEach(path.Child("namespace"), space, FormatRules.DnsLabel(space));
        switch (parameters.Scope)
        {
            case null:
                errors.Required(path.Child("scope"), "");
                break;
            case "Cluster":
                if (!string.IsNullOrEmpty(parameters.Namespace))
                    errors.Forbidden(path.Child("namespace"), "`parameters.scope` is set to 'Cluster'");
                break;
            case "Namespace":
                if (string.IsNullOrEmpty(parameters.Namespace)) errors.Required(path.Child("namespace"), "`parameters.scope` is set to 'Namespace'");
                break;
            default:
                errors.NotSupported(path.Child("scope"), parameters.Scope, "Cluster", "Namespace");
                break;
        }
    }
}
