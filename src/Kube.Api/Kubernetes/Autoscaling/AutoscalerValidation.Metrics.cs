using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Autoscaling;

/// <summary>Metrics: one source each, by its type, with a goal.</summary>
internal static partial class AutoscalerValidation
{
    private static readonly string[] Types = ["ContainerResource", "External", "Object", "Pods", "Resource"];

    private static void ValidateMetric(V2MetricSpec metric, FieldErrors errors, FieldPath path)
    {
        errors.OneOf(path.Child("type"), metric.Type, Types);
        var given = new Dictionary<string, bool>(StringComparer.Ordinal);
        if (metric.Object is { } thing)
        {
            given["object"] = true;
            ValidateObject(thing, errors, path.Child("object"));
        }

        if (metric.External is { } external)
        {
            given["external"] = true;
            ValidateIdentifier(external.Metric, errors, path.Child("external", "metric"));
            ValidateAverage(external.Target, errors, path.Child("external", "target"), "must set either a target value for metric or a per-pod target", valueToo: true);
        }

        if (metric.Pods is { } pods)
        {
            given["pods"] = true;
            ValidateIdentifier(pods.Metric, errors, path.Child("pods", "metric"));
            ValidateGoal(pods.Target, errors, path.Child("pods", "target"));
            if (pods.Target.AverageValue is null || pods.Target.AverageValue.ToDecimal() <= 0)
                errors.Required(path.Child("pods", "target").Child("averageValue"), "must specify a positive target averageValue");
        }

        if (metric.Resource is { } resource)
        {
            given["resource"] = true;
            ValidateResource(resource.Name, resource.Target, errors, path.Child("resource"));
        }

        if (metric.ContainerResource is { } container)
        {
            given["containerResource"] = true;
            if (string.IsNullOrEmpty(container.Container)) errors.Required(path.Child("containerResource", "container"), "must specify a container");
            ValidateResource(container.Name, container.Target, errors, path.Child("containerResource"));
        }

        ValidateSource(metric, given, errors, path);
    }

    private static void ValidateSource(V2MetricSpec metric, Dictionary<string, bool> given, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(metric.Type)) return;
        if (!Types.Contains(metric.Type))
        {
            // Upstream finds no source for it, and says so in the words it used for the type.
            errors.NotSupported(path.Child("type"), metric.Type, Types);
            return;
        }

        var expected = char.ToLowerInvariant(metric.Type[0]) + metric.Type[1..];
        if (!given.Remove(expected)) errors.Required(path.Child(expected), "must populate information for the given metric source");
        foreach (var other in given.Keys.Order(StringComparer.Ordinal)) errors.Forbidden(path.Child(other), "must populate the given metric source only");
    }

    private static void ValidateObject(V2ObjectMetricSource source, FieldErrors errors, FieldPath path)
    {
        ValidateTarget(source.DescribedObject, errors, path.Child("describedObject"));
        ValidateIdentifier(source.Metric, errors, path.Child("metric"));
        ValidateAverage(source.Target, errors, path.Child("target"), "must set either a target value or averageValue", valueToo: true);
    }

    private static void ValidateAverage(V2MetricTarget target, FieldErrors errors, FieldPath path, string missing, bool valueToo)
    {
        ValidateGoal(target, errors, path);
        if (target.Value is null && target.AverageValue is null) errors.Required(path.Child("averageValue"), missing);
        if (valueToo && target.Value is not null && target.AverageValue is not null)
            errors.Forbidden(path.Child("value"), "may not set both a target value for metric and a per-pod target");
    }

    private static void ValidateResource(string? name, V2MetricTarget target, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(name)) errors.Required(path.Child("name"), "must specify a resource name");
        ValidateGoal(target, errors, path.Child("target"));
        if (target.AverageUtilization is null && target.AverageValue is null)
            errors.Required(path.Child("target", "averageUtilization"), "must set either a target raw value or a target utilization");
        if (target.AverageUtilization is not null && target.AverageValue is not null)
            errors.Forbidden(path.Child("target", "averageValue"), "may not set both a target raw value and a target utilization");
    }

    private static void ValidateIdentifier(V2MetricIdentifier metric, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(metric.Name)) errors.Required(path.Child("name"), "must specify a metric name");
        else errors.InvalidEach(path.Child("name"), metric.Name, FormatRules.PathSegment(metric.Name));
    }

    private static void ValidateGoal(V2MetricTarget target, FieldErrors errors, FieldPath path)
    {
        if (string.IsNullOrEmpty(target.Type)) errors.Required(path.Child("type"), "must specify a metric target type");
        else if (target.Type is not ("Utilization" or "Value" or "AverageValue"))
            errors.Invalid(path.Child("type"), target.Type, "must be either Utilization, Value, or AverageValue");
        if (target.Value is { } value && value.ToDecimal() <= 0) errors.Invalid(path.Child("value"), value.ToString(), "must be positive");
        if (target.AverageValue is { } average && average.ToDecimal() <= 0) errors.Invalid(path.Child("averageValue"), average.ToString(), "must be positive");
        if (target.AverageUtilization < 1) errors.Invalid(path.Child("averageUtilization"), target.AverageUtilization, "must be greater than 0");
    }
}
