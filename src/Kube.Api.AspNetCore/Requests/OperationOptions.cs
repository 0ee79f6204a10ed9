using Kube.Api.Errors;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Requests;

/// <summary>Reads the options of operations out of a query. Requests without a query share the defaults.</summary>
internal static class OperationOptions
{
    public static GetOptions Get(in QueryParameters query) =>
        query.IsEmpty ? GetOptions.Default : query.Text("resourceVersion") is { Length: > 0 } revision ? new GetOptions(revision) : GetOptions.Default;

    /// <exception cref="BadRequestException">A number is none.</exception>
    public static ListOptions List(in QueryParameters query)
    {
        if (query.IsEmpty) return ListOptions.Default;
        return new ListOptions
        {
            LabelSelector = query.Text("labelSelector"),
            FieldSelector = query.Text("fieldSelector"),
            AllowWatchBookmarks = query.Flag("allowWatchBookmarks") ?? false,
            ResourceVersion = query.Text("resourceVersion"),
            ResourceVersionMatch = query.Text("resourceVersionMatch"),
            TimeoutSeconds = query.Integer("timeoutSeconds"),
            Limit = query.Integer("limit") ?? 0,
            Continue = query.Text("continue"),
            SendInitialEvents = query.Flag("sendInitialEvents"),
        };
    }

    public static WriteOptions Write(in QueryParameters query)
    {
        if (query.IsEmpty) return WriteOptions.Default;
        return new WriteOptions
        {
            DryRun = query.All("dryRun"),
            FieldManager = query.Text("fieldManager"),
            FieldValidation = query.Text("fieldValidation"),
        };
    }

    /// <summary>Options of a patch, which alone may force.</summary>
    public static WriteOptions Patch(in QueryParameters query) => Write(query) with { Force = query.Flag("force") };

    /// <exception cref="BadRequestException">A number is none.</exception>
    public static V1DeleteOptions Delete(in QueryParameters query)
    {
        var dryRun = query.All("dryRun");
        return new V1DeleteOptions
        {
            GracePeriodSeconds = query.Integer("gracePeriodSeconds"),
            OrphanDependents = query.Flag("orphanDependents"),
            PropagationPolicy = query.Find("propagationPolicy"),
            DryRun = dryRun.Count == 0 ? null : [.. dryRun],
        };
    }
}
