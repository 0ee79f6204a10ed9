using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Node;

/// <summary>Runtime classes: a name for a handler that nodes know, for life.</summary>
internal sealed class RuntimeClassStrategy : KubernetesStrategy<V1RuntimeClass>
{
    public override bool AllowUnconditionalUpdate => false;

    public override void WarnOnCreate(V1RuntimeClass obj, ICollection<string> warnings)
    {
        if (obj.Scheduling?.NodeSelector?.ContainsKey("beta.kubernetes.io/os") == true)
            warnings.Add("scheduling.nodeSelector: deprecated since v1.14; use \"kubernetes.io/os\" instead");
        if (obj.Scheduling?.NodeSelector?.ContainsKey("beta.kubernetes.io/arch") == true)
            warnings.Add("scheduling.nodeSelector: deprecated since v1.14; use \"kubernetes.io/arch\" instead");
    }

    protected override void Validate(V1RuntimeClass obj, FieldErrors errors)
    {
        if (string.IsNullOrEmpty(obj.Handler)) errors.Required(FieldPath.Root("handler"));
        else errors.InvalidEach(FieldPath.Root("handler"), obj.Handler, FormatRules.DnsLabel(obj.Handler));
        if (obj.Overhead?.PodFixed is { } overhead)
        {
            foreach (var (name, amount) in overhead.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                // Upstream reports it where a container's limit would stand.
                var path = FieldPath.Root("overhead").Child("limits").Key(name);
                ResourceNames.Container(name, path, errors);
                ResourceListRules.ValidateQuantity(name, amount, errors, path);
            }
        }

        ObjectMetaValidation.ValidateLabels(obj.Scheduling?.NodeSelector, errors, FieldPath.Root("scheduling").Child("nodeSelector"));
        TolerationRules.Validate(obj.Scheduling?.Tolerations, FieldPath.Root("scheduling").Child("tolerations"), errors);
    }

    protected override void ValidateChange(V1RuntimeClass obj, V1RuntimeClass old, FieldErrors errors) =>
        errors.Immutable(FieldPath.Root("handler"), obj.Handler == old.Handler, obj.Handler);
}
