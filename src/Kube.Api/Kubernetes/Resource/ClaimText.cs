using Kube.Api.Models;
using Kube.Api.Validation;

namespace Kube.Api.Kubernetes.Resource;

/// <summary>A claim's specification as upstream's internal structure prints, for the text of a refused change. Lists of selectors, tolerations,
/// constraints and configurations are only counted in when there are none.</summary>
internal static class ClaimText
{
    public static string Of(V1ResourceClaimSpec? spec)
    {
        var requests = spec?.Devices?.Requests is { Count: > 0 } list ? $"[{string.Join(',', list.Select(Request))}]" : "null";
        return $"{{\"Devices\":{{\"Requests\":{requests},\"Constraints\":{List(spec?.Devices?.Constraints)},\"Config\":{List(spec?.Devices?.Config)}}}}}";
    }

    private static string Request(V1DeviceRequest request)
    {
        var exactly = request.Exactly is not { } ask
            ? "null"
            : $"{{\"DeviceClassName\":{BadValue.JsonQuote(ask.DeviceClassName)},\"Selectors\":{List(ask.Selectors)},"
                + $"\"AllocationMode\":{BadValue.JsonQuote(ask.AllocationMode ?? "")},\"Count\":{ask.Count ?? 0},"
                + $"\"AdminAccess\":{BadValue.Format(ask.AdminAccess)},\"Tolerations\":{List(ask.Tolerations)},\"Capacity\":{(ask.Capacity is null ? "null" : "{}")}}}";
        return $"{{\"Name\":{BadValue.JsonQuote(request.Name)},\"Exactly\":{exactly},\"FirstAvailable\":{List(request.FirstAvailable)}}}";
    }

    private static string List<T>(List<T>? items) => items is { Count: > 0 } ? "[]" : "null";
}
