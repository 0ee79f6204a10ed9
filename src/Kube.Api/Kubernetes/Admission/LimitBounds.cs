using System.Globalization;
using Kube.Api.Models;

namespace Kube.Api.Kubernetes.Admission;

/// <summary>Whether amounts are within the bounds of a limit range's item; words of upstream's <c>plugin/pkg/admission/limitranger</c>, 1.36.</summary>
internal static class LimitBounds
{
    public static void Check(
        V1LimitRangeItem limit, Dictionary<string, ResourceQuantity> requests, Dictionary<string, ResourceQuantity> limits, List<string> problems)
    {
        foreach (var (name, bound) in Sorted(limit.Min)) Add(problems, Minimum(name, limit.Type, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name)));
        foreach (var (name, bound) in Sorted(limit.Max)) Add(problems, Maximum(name, limit.Type, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name)));
        foreach (var (name, bound) in Sorted(limit.MaxLimitRequestRatio))
            Add(problems, Ratio(name, limit.Type, bound, requests.GetValueOrDefault(name), limits.GetValueOrDefault(name)));
    }

    /// <summary>For what has requests alone, as claims have.</summary>
    public static void CheckRequests(V1LimitRangeItem limit, Dictionary<string, ResourceQuantity> requests, List<string> problems)
    {
        foreach (var (name, bound) in Sorted(limit.Min)) Add(problems, Minimum(name, limit.Type, bound, requests.GetValueOrDefault(name), null));
        foreach (var (name, bound) in Sorted(limit.Max))
        {
            var usage = $"maximum {name} usage per {limit.Type} is {bound}";
            if (!requests.TryGetValue(name, out var request)) problems.Add($"{usage}.  No request is specified");
            else if (request > bound) problems.Add($"{usage}, but request is {request}");
        }
    }

    private static string? Minimum(string name, string type, ResourceQuantity bound, ResourceQuantity? request, ResourceQuantity? limit)
    {
        var usage = $"minimum {name} usage per {type} is {bound}";
        if (request is null) return $"{usage}.  No request is specified";
        if (request < bound) return $"{usage}, but request is {request}";
        return limit is not null && limit < bound ? $"{usage}, but limit is {limit}" : null;
    }

    private static string? Maximum(string name, string type, ResourceQuantity bound, ResourceQuantity? request, ResourceQuantity? limit)
    {
        var usage = $"maximum {name} usage per {type} is {bound}";
        if (limit is null) return $"{usage}.  No limit is specified";
        if (limit > bound) return $"{usage}, but limit is {limit}";
        return request is not null && request > bound ? $"{usage}, but request is {request}" : null;
    }

    private static string? Ratio(string name, string type, ResourceQuantity bound, ResourceQuantity? request, ResourceQuantity? limit)
    {
        var usage = $"{name} max limit to request ratio per {type} is {bound}";
        if (request is null || request.IsZero) return $"{usage}, but no request is specified or request is 0";
        if (limit is null || limit.IsZero) return $"{usage}, but no limit is specified or limit is 0";
        var ratio = limit.ToDouble() / request.ToDouble();
        return ratio > bound.ToDouble() ? $"{usage}, but provided ratio is {ratio.ToString("F6", CultureInfo.InvariantCulture)}" : null;
    }

    private static void Add(List<string> problems, string? problem)
    {
        if (problem is not null) problems.Add(problem);
    }

    private static IEnumerable<KeyValuePair<string, ResourceQuantity>> Sorted(Dictionary<string, ResourceQuantity>? bounds) =>
        (bounds ?? []).OrderBy(static bound => bound.Key, StringComparer.Ordinal);
}
