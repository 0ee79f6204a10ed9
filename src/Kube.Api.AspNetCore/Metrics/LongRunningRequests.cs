using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kube.Api.AspNetCore.Routing;
using Kube.Api.Catalog;
using Kube.Api.Metrics;
using Kube.Api.Requests;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>How many watches and connections are open, by what they are of. Opening and closing one makes no garbage.</summary>
internal sealed class LongRunningRequests : IMetricSource
{
    private readonly ConcurrentDictionary<Kind, StrongBox<long>> _open = new();

    private readonly record struct Kind(GroupVersionResource Resource, string Subresource, string Verb, string Scope);

    /// <summary>Counts a request as open for as long as it is served.</summary>
    public async ValueTask CountAsync(ResourceRequest request, ValueTask serving)
    {
        var count = CountOf(request.Info);
        Interlocked.Increment(ref count.Value);
        try
        {
            await serving;
        }
        finally
        {
            Interlocked.Decrement(ref count.Value);
        }
    }

    public void Collect(IMetricSink sink)
    {
        sink.Begin("apiserver_longrunning_requests", "gauge", "[STABLE] Watches and connections that are open.");
        foreach (var (kind, count) in _open.ToArray())
        {
            sink.Add(
                Interlocked.Read(ref count.Value), ("component", "apiserver"), ("group", kind.Resource.Group), ("resource", kind.Resource.Resource), ("scope", kind.Scope),
                ("subresource", kind.Subresource), ("verb", kind.Verb), ("version", kind.Resource.Version));
        }
    }

    private StrongBox<long> CountOf(RequestInfo info)
    {
        var scope = !string.IsNullOrEmpty(info.Name) ? "resource" : string.IsNullOrEmpty(info.Namespace) ? "cluster" : "namespace";
        var kind = new Kind(info.Resource.Resource, info.Subresource, info.Verb == Verbs.Watch ? "WATCH" : "CONNECT", scope);
        return _open.TryGetValue(kind, out var known) ? known : _open.GetOrAdd(kind, static _ => new StrongBox<long>());
    }
}
