using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Core.Events;

/// <summary>The rules of events (upstream's <c>pkg/apis/core/validation/events.go</c>); paths and bad values are upstream's, its slips included.</summary>
internal static class EventValidation
{
    private const int ReasonLength = 128;
    private const int NoteLength = 1024;

    /// <summary>The one rule that holds through every version: an event lives in its object's namespace.</summary>
    public static void ValidateLegacy(Corev1Event obj, FieldErrors errors)
    {
        var path = FieldPath.Root("involvedObject").Child("namespace");
        var about = obj.InvolvedObject?.Namespace ?? "";
        var own = obj.Metadata.Namespace ?? "";
        // An object of the cluster reports into default, or into kube-system from the version with eventTime on.
        if (about.Length == 0)
        {
            if (own is not ("" or "default") && !(own == "kube-system" && obj.EventTime is not null)) errors.Invalid(path, about, "does not match event.namespace");
        }
        else if (own != about) errors.Invalid(path, about, "does not match event.namespace");
    }

    public static void ValidateNew(Corev1Event obj, FieldErrors errors)
    {
        var eventTime = FieldPath.Root("eventTime");
        if (obj.EventTime is null) errors.Required(eventTime);
        if (obj.ReportingComponent is not { Length: > 0 }) errors.Required(FieldPath.Root("reportingController"));
        errors.InvalidEach(FieldPath.Root("reportingController"), obj.ReportingComponent ?? "", FormatRules.QualifiedName(obj.ReportingComponent ?? ""));
        RequireText(errors, "reportingInstance", obj.ReportingInstance, ReasonLength);
        RequireText(errors, "action", obj.Action, ReasonLength);
        RequireText(errors, "reason", obj.Reason, ReasonLength);
        if (obj.Message?.Length > NoteLength) errors.Invalid(FieldPath.Root("message"), "", $"can have at most {NoteLength} characters");
        if (obj.Type is not ("Normal" or "Warning")) errors.Invalid(FieldPath.Root("type"), "", $"has invalid value: {obj.Type}");
        ValidateSeries(obj, errors);
        ValidateUnset(obj, errors);
    }

    public static void ValidateUnchanged(Corev1Event obj, Corev1Event old, FieldErrors errors)
    {
        Same(errors, "involvedObject", obj.InvolvedObject?.Name == old.InvolvedObject?.Name && obj.InvolvedObject?.Uid == old.InvolvedObject?.Uid, "");
        Same(errors, "reason", (obj.Reason ?? "") == (old.Reason ?? ""), obj.Reason ?? "");
        // Upstream compares it twice.
        Same(errors, "reason", (obj.Reason ?? "") == (old.Reason ?? ""), obj.Reason ?? "");
        Same(errors, "message", (obj.Message ?? "") == (old.Message ?? ""), obj.Message ?? "");
        Same(errors, "type", (obj.Type ?? "") == (old.Type ?? ""), obj.Type ?? "");
        Same(errors, "action", (obj.Action ?? "") == (old.Action ?? ""), obj.Action ?? "");
        Same(errors, "reportingController", (obj.ReportingComponent ?? "") == (old.ReportingComponent ?? ""), obj.ReportingComponent ?? "");
        Same(errors, "reportingInstance", (obj.ReportingInstance ?? "") == (old.ReportingInstance ?? ""), obj.ReportingInstance ?? "");
        Same(errors, "count", (obj.Count ?? 0) == (old.Count ?? 0), obj.Count ?? 0);
        if (obj.EventTime != old.EventTime) errors.Immutable(FieldPath.Root("eventTime"), false, obj.EventTime);
        ValidateSeries(obj, errors);
    }

    private static void ValidateSeries(Corev1Event obj, FieldErrors errors)
    {
        if (obj.Series is not { } series) return;
        var path = FieldPath.Root("series");
        if ((series.Count ?? 0) < 2) errors.Invalid(path.Child("count"), "", "should be at least 2");
        if (series.LastObservedTime is null) errors.Required(path.Child("lastObservedTime"));
    }

    private static void ValidateUnset(Corev1Event obj, FieldErrors errors)
    {
        const string Text = "needs to be unset";
        if (obj.FirstTimestamp is not null) errors.Invalid(FieldPath.Root("firstTimestamp"), "", Text);
        if (obj.LastTimestamp is not null) errors.Invalid(FieldPath.Root("lastTimestamp"), "", Text);
        if (obj.Count is not (null or 0)) errors.Invalid(FieldPath.Root("count"), "", Text);
        if (!string.IsNullOrEmpty(obj.Source?.Component) || !string.IsNullOrEmpty(obj.Source?.Host)) errors.Invalid(FieldPath.Root("source"), "", Text);
    }

    private static void RequireText(FieldErrors errors, string field, string? value, int longest)
    {
        if (string.IsNullOrEmpty(value)) errors.Required(FieldPath.Root(field));
        else if (value.Length > longest) errors.Invalid(FieldPath.Root(field), "", $"can have at most {longest} characters");
    }

    private static void Same(FieldErrors errors, string field, bool same, object? value) => errors.Immutable(FieldPath.Root(field), same, value);
}
