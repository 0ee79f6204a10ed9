using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Quotas;

/// <summary>Limit ranges; what is left out follows from what is said.</summary>
internal sealed class LimitRangeStrategy : KubernetesStrategy<V1LimitRange>
{
    public override void Default(V1LimitRange obj)
    {
        foreach (var item in (obj.Spec.Limits ?? []).Where(item => item.Type == "Container"))
        {
            Fill(item.Default ??= [], item.Max);
            Fill(item.DefaultRequest ??= [], item.Default);
            Fill(item.DefaultRequest, item.Min);
            if (item.Default.Count == 0) item.Default = null;
            if (item.DefaultRequest.Count == 0) item.DefaultRequest = null;
        }
    }

    // What is stored upstream knows no difference between an empty list and none, and is shown as none.
    public override void Canonicalize(V1LimitRange obj)
    {
        if (obj.Spec.Limits is { Count: 0 }) obj.Spec.Limits = null!;
    }

    protected override void Validate(V1LimitRange obj, FieldErrors errors) => LimitRangeValidation.Validate(obj, errors);

    private static void Fill(Dictionary<string, ResourceQuantity> amounts, Dictionary<string, ResourceQuantity>? from)
    {
        foreach (var (name, amount) in from ?? []) amounts.TryAdd(name, amount);
    }
}
