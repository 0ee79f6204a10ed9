using Kube.Api.Kubernetes.PodTemplates;
using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Quotas;

/// <summary>The rules of limit ranges: smallest, default request, default limit and largest in this order.</summary>
internal static class LimitRangeValidation
{
    private const string Container = "Container";
    private const string Pod = "Pod";
    private const string Claim = "PersistentVolumeClaim";

    public static void Validate(V1LimitRange range, FieldErrors errors)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < range.Spec.Limits?.Count; i++)
        {
            var item = range.Spec.Limits[i];
            var path = FieldPath.Root("spec").Child("limits").Index(i);
            ValidateType(item.Type, errors, path.Child("type"));
            if (!types.Add(item.Type)) errors.Duplicate(path.Child("type"), item.Type);
            ValidateItem(item, errors, path);
        }
    }

    private static void ValidateType(string type, FieldErrors errors, FieldPath path)
    {
        var wrong = FormatRules.QualifiedName(type);
        errors.InvalidEach(path, type, wrong);
        if (wrong.Count == 0 && !type.Contains('/') && type is not (Container or Pod or Claim)) errors.Invalid(path, type, "must be a standard limit type or fully qualified");
    }

    private static void ValidateItem(V1LimitRangeItem item, FieldErrors errors, FieldPath path)
    {
        Names(item.Type, item.Max, errors, path.Child("max"));
        Names(item.Type, item.Min, errors, path.Child("min"));
        if (item.Type == Pod)
        {
            if (item.Default is { Count: > 0 }) errors.Forbidden(path.Child("default"), "may not be specified when `type` is 'Pod'");
            if (item.DefaultRequest is { Count: > 0 }) errors.Forbidden(path.Child("defaultRequest"), "may not be specified when `type` is 'Pod'");
        }
        else
        {
            Names(item.Type, item.Default, errors, path.Child("default"));
            Names(item.Type, item.DefaultRequest, errors, path.Child("defaultRequest"));
        }

        if (item.Type == Claim && item.Min?.ContainsKey("storage") != true && item.Max?.ContainsKey("storage") != true)
            errors.Required(path.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
        Names(item.Type, item.MaxLimitRequestRatio, errors, path.Child("maxLimitRequestRatio"));

        var names = new[] { item.Max, item.Min, item.Default, item.DefaultRequest, item.MaxLimitRequestRatio }.SelectMany(map => map?.Keys ?? Enumerable.Empty<string>());
        foreach (var name in names.Distinct().Order(StringComparer.Ordinal)) ValidateOrder(item, name, errors, path);
    }

    private static void Names(string type, Dictionary<string, ResourceQuantity>? amounts, FieldErrors errors, FieldPath path)
    {
        foreach (var name in (amounts ?? []).Keys.Order(StringComparer.Ordinal))
        {
            if (type is Container or Pod) ResourceNames.Container(name, path.Key(name), errors);
            else QuotaNames.ValidateResource(name, errors, path.Key(name));
        }
    }

    private static void ValidateOrder(V1LimitRangeItem item, string name, FieldErrors errors, FieldPath path)
    {
        var max = item.Max?.GetValueOrDefault(name);
        var min = item.Min?.GetValueOrDefault(name);
        var limit = item.Default?.GetValueOrDefault(name);
        var request = item.DefaultRequest?.GetValueOrDefault(name);
        var ratio = item.MaxLimitRequestRatio?.GetValueOrDefault(name);
        Order(min, max, errors, path.Child("min").Key(name), "min value", "max value", shown: min);
        Order(min, request, errors, path.Child("defaultRequest").Key(name), "min value", "default request value", shown: request);
        Order(request, max, errors, path.Child("defaultRequest").Key(name), "default request value", "max value", shown: request);
        Order(request, limit, errors, path.Child("defaultRequest").Key(name), "default request value", "default limit value", shown: request);
        // Upstream shows the bound that is broken where the others show the value that breaks it.
        Order(min, limit, errors, path.Child("default").Key(name), "min value", "default value", shown: min);
        Order(limit, max, errors, path.Child("default").Key(name), "default value", "max value", shown: max);
        ValidateRatio(ratio, min, max, errors, path.Child("maxLimitRequestRatio").Key(name));
    }

    private static void Order(
        ResourceQuantity? low, ResourceQuantity? high, FieldErrors errors, FieldPath path, string lowName, string highName, ResourceQuantity? shown)
    {
        if (low is null || high is null || low.CompareTo(high) <= 0) return;
        errors.Invalid(path, shown?.ToString(), $"{lowName} {low} is greater than {highName} {high}");
    }

    private static void ValidateRatio(ResourceQuantity? ratio, ResourceQuantity? min, ResourceQuantity? max, FieldErrors errors, FieldPath path)
    {
        if (ratio is null) return;
        if (ratio.ToDecimal() < 1) errors.Invalid(path, ratio.ToString(), $"ratio {ratio} is less than 1");
        if (min is null || max is null || min.ToDecimal() == 0) return;
        var bound = max.ToDecimal() / min.ToDecimal();
        if (ratio.ToDecimal() > bound) errors.Invalid(path, ratio.ToString(), $"ratio {ratio} is greater than max/min = {bound:F6}");
    }
}
