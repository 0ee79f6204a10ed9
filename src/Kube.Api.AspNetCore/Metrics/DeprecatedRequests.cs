using System.Collections.Concurrent;
using Kube.Api.Catalog;
using Kube.Api.Metrics;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>Which resources that are on the way out have been asked for.</summary>
internal sealed class DeprecatedRequests : IMetricSource
{
    private readonly ConcurrentDictionary<(ResourceDefinition Resource, string Subresource), bool> _asked = new();

    public void Note(ResourceDefinition resource, string subresource)
    {
        if (!_asked.ContainsKey((resource, subresource))) _asked[(resource, subresource)] = true;
    }

    public void Collect(IMetricSink sink)
    {
        sink.Begin("apiserver_requested_deprecated_apis", "gauge", "[STABLE] Deprecated resources that have been asked for since the server started; always 1.");
        // A definition that was changed is another one of the same name.
        var names = _asked.Keys.Select(static asked => (asked.Resource.Kind.Group, asked.Resource.Kind.Version, asked.Resource.Plural, asked.Subresource)).Distinct().Order();
        foreach (var (group, version, resource, subresource) in names)
            sink.Add(1, ("group", group), ("removed_release", ""), ("resource", resource), ("subresource", subresource), ("version", version));
    }
}
