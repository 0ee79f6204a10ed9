using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.ApiRegistration;

/// <summary>API services, which are named by what they serve.</summary>
internal sealed class ApiServiceStrategy : KubernetesStrategy<V1APIService>
{
    private const int HttpsPort = 443;
    private static readonly FieldPath Spec = FieldPath.Root("spec");

    public override NameRule NameRule => NameRule.PathSegment;

    public override void Default(V1APIService obj)
    {
        if (obj.Spec?.Service is { } service) service.Port ??= HttpsPort;
    }

    protected override void ResetStatus(V1APIService obj) => obj.Status = new V1APIServiceStatus();

    // What this server serves itself is available from the moment it is registered.
    protected override void PrepareNew(V1APIService obj, StrategyContext context)
    {
        if (obj.Spec is not { Service: null }) return;
        obj.Status!.Conditions =
        [
            new V1APIServiceCondition
            {
                Type = "Available", Status = "True", Reason = "Local", Message = "Local APIServices are always available", LastTransitionTime = context.Now,
            },
        ];
    }

    protected override void KeepStatus(V1APIService obj, V1APIService old) => obj.Status = old.Status;

    protected override void Validate(V1APIService obj, FieldErrors errors)
    {
        var spec = obj.Spec ?? new V1APIServiceSpec();
        var name = $"{spec.Version}.{spec.Group}";
        if (obj.Metadata.Name != name) errors.Invalid(FieldPath.Root("metadata").Child("name"), obj.Metadata.Name, $"must be `spec.version+\".\"+spec.group`: {BadValue.Quote(name)}");
        if (spec.GroupPriorityMinimum is <= 0 or > 20000)
            errors.Invalid(Spec.Child("groupPriorityMinimum"), spec.GroupPriorityMinimum, "must be positive and less than 20000");
        if (spec.VersionPriority is <= 0 or > 1000) errors.Invalid(Spec.Child("versionPriority"), spec.VersionPriority, "must be positive and less than 1000");
        if (spec.Service is null)
        {
            if (spec.CaBundle is { Length: > 0 }) errors.Invalid(Spec.Child("caBundle"), new JsonText($"{spec.CaBundle.Length} bytes"), "local APIServices may not have a caBundle");
            if (spec.InsecureSkipTLSVerify is true) errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "local APIServices may not have insecureSkipTLSVerify");
            return;
        }

        if (string.IsNullOrEmpty(spec.Service.Namespace)) errors.Required(Spec.Child("service", "namespace"));
        if (string.IsNullOrEmpty(spec.Service.Name)) errors.Required(Spec.Child("service", "name"));
        if (spec.Service.Port is { } port) errors.InvalidEach(Spec.Child("service", "port"), port, FormatRules.PortNumber(port));
        if (spec.InsecureSkipTLSVerify is true && spec.CaBundle is { Length: > 0 })
            errors.Invalid(Spec.Child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
    }
}
