using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.Metrics;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>Which resources that are on the way out have been asked for.</summary>
internal sealed class DeprecatedRequests : IMetricSource
{
    private readonly ConcurrentDictionary<(GroupVersionResource Resource, string Subresource), bool> _asked = new();

    public void Note(GroupVersionResource resource, string subresource)
    {
        if (!_asked.ContainsKey((resource, subresource))) _asked[(resource, subresource)] = true;
    }

    public void Collect(IMetricSink sink)
    {
        sink.Begin("apiserver_requested_deprecated_apis", "gauge", "[STABLE] Deprecated resources that have been asked for since the server started; always 1.");
        foreach (var (resource, subresource) in _asked.Keys.OrderBy(static asked => asked.Resource.ToString(), StringComparer.Ordinal).ThenBy(static asked => asked.Subresource, StringComparer.Ordinal))
            sink.Add(1, ("group", resource.Group), ("removed_release", ""), ("resource", resource.Resource), ("subresource", subresource), ("version", resource.Version));
    }
}
