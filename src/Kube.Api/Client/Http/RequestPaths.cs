using System.Globalization;
using System.Text;
using Kube.Api.Catalog;
using Kube.Api.Models;
using Kube.Api.Requests;

namespace Kube.Api.Client.Http;

/// <summary>Writes paths and queries.</summary>
internal static class RequestPaths
{
    public static StringBuilder Version(GroupVersionResource resource)
    {
        var path = new StringBuilder(128);
        path.Append(resource.Group.Length == 0 ? "api/" : "apis/");
        if (resource.Group.Length > 0) path.Append(resource.Group).Append('/');
        return path.Append(resource.Version);
    }

    public static StringBuilder Of(TransportRequest request)
    {
        var path = Version(request.Resource.Resource);
        if (request.Namespace.Length > 0 && request.Resource.Namespaced) path.Append("/namespaces/").Append(Uri.EscapeDataString(request.Namespace));
        path.Append('/').Append(request.Resource.Resource.Resource);
        if (request.Name.Length > 0) path.Append('/').Append(Uri.EscapeDataString(request.Name));
        if (request.Subresource.Length > 0) path.Append('/').Append(request.Subresource);
        return path;
    }

    public static StringBuilder WithOptions(this StringBuilder path, WriteOptions options)
    {
        foreach (var dryRun in options.DryRun) Add(path, "dryRun", dryRun);
        Add(path, "fieldManager", options.FieldManager);
        Add(path, "fieldValidation", options.FieldValidation);
        if (options.Force is { } force) Add(path, "force", force ? "true" : "false");
        return path;
    }

    public static StringBuilder WithOptions(this StringBuilder path, ListOptions options)
    {
        Add(path, "labelSelector", options.LabelSelector);
        Add(path, "fieldSelector", options.FieldSelector);
        Add(path, "resourceVersion", options.ResourceVersion);
        Add(path, "resourceVersionMatch", options.ResourceVersionMatch);
        if (options.Limit != 0) Add(path, "limit", options.Limit.ToString(CultureInfo.InvariantCulture));
        Add(path, "continue", options.Continue);
        if (options.AllowWatchBookmarks) Add(path, "allowWatchBookmarks", "true");
        if (options.SendInitialEvents is { } initial) Add(path, "sendInitialEvents", initial ? "true" : "false");
        if (options.TimeoutSeconds is { } seconds) Add(path, "timeoutSeconds", seconds.ToString(CultureInfo.InvariantCulture));
        return path;
    }

    public static StringBuilder Add(StringBuilder path, string name, string value)
    {
        if (value.Length == 0) return path;
        var isFirst = true;
        for (var i = path.Length - 1; i >= 0 && isFirst; i--) isFirst = path[i] != '?';
        return path.Append(isFirst ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
