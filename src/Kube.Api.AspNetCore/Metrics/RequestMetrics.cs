using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kube.Api.AspNetCore.Routing;
using Microsoft.AspNetCore.Http;

namespace Kube.Api.AspNetCore.Metrics;

/// <summary>Counts requests. The counts are kept here, cheaply, and shown as instruments of the meter <c>Kube.Api.AspNetCore</c> and on <c>/metrics</c>.</summary>
internal sealed class RequestMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Kube.Api.AspNetCore";

    private readonly ConcurrentDictionary<(ResourceRoute? Route, string Method, string Shape, int Code), RequestSeries> _series = new();
    private readonly Meter _meter;
    private readonly RouteTableCache _routes;
    private readonly TimeProvider _time;
    private long _reading;
    private long _mutating;

    public RequestMetrics(RouteTableCache routes, IMeterFactory meters, TimeProvider time)
    {
        _routes = routes;
        _time = time;
        _meter = meters.Create(MeterName);
        _meter.CreateObservableCounter("apiserver_request_total", () => Snapshot().Select(series => new Measurement<long>(series.Count, Tags(series.Labels))));
        _meter.CreateObservableGauge(
            "apiserver_current_inflight_requests",
            () => new[] { new Measurement<long>(Reading, Tag("readOnly")), new Measurement<long>(Mutating, Tag("mutating")) });
    }

    /// <summary>Requests that read and are under way, watches included.</summary>
    public long Reading => Interlocked.Read(ref _reading);

    /// <summary>Requests that write and are under way.</summary>
    public long Mutating => Interlocked.Read(ref _mutating);

    public void Dispose() => _meter.Dispose();

    /// <summary>Notes that a request begins; hand the result to <see cref="End"/>.</summary>
    public long Begin(HttpContext http)
    {
        Interlocked.Increment(ref IsRead(http) ? ref _reading : ref _mutating);
        return _time.GetTimestamp();
    }

    /// <summary>Notes how a request ended.</summary>
    public void End(HttpContext http, long started)
    {
        Interlocked.Decrement(ref IsRead(http) ? ref _reading : ref _mutating);
        var path = ApiPath.Parse(http.Request.Path.Value);
        var route = path.IsResource ? _routes.Current.Find(path) : null;
        var shape = route is null ? "" : ShapeOf(http, path, route);
        var key = (route, http.Request.Method, shape, http.Response.StatusCode);
        if (!_series.TryGetValue(key, out var series)) series = _series.GetOrAdd(key, new RequestSeries(LabelsOf(http, path, route, shape)));
        series.Record(_time.GetElapsedTime(started));
        if (series.HasSizes) series.RecordSize(StreamedBytes.LengthOf(http));
    }

    /// <summary>The series there are, those of equal labels not yet merged.</summary>
    public IReadOnlyCollection<RequestSeries> Snapshot() => [.. _series.Values];

    private static bool IsRead(HttpContext http) => HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);

    // Everything but the resource that decides about labels, in one word without allocation: a subresource's own name, or one of a few constants.
    private static string ShapeOf(HttpContext http, in ApiPath path, ResourceRoute route)
    {
        if (!path.Subresource.IsEmpty) return route.TryFindSubresource(path.Subresource, out var subresource) ? subresource!.Subresource.Name : "unknown";
        if (!path.Name.IsEmpty) return "/item";
        if (!IsRead(http)) return path.Namespace.IsEmpty ? "/cluster" : "/namespace";
        var watches = path.IsWatchPrefix || (http.Request.QueryString.HasValue && http.Request.QueryString.Value!.Contains("watch=", StringComparison.Ordinal));
        if (watches) return path.Namespace.IsEmpty ? "/watch-cluster" : "/watch-namespace";
        return path.Namespace.IsEmpty ? "/cluster" : "/namespace";
    }

    private static RequestLabels LabelsOf(HttpContext http, in ApiPath path, ResourceRoute? route, string shape)
    {
        var code = http.Response.StatusCode;
        if (route is null) return new RequestLabels(http.Request.Method, "", "", "", "", "", DryRun: false, code);
        var kind = route.Resource.Kind;
        var isItem = !path.Name.IsEmpty;
        var verb = http.Request.Method switch
        {
            "GET" when shape.StartsWith("/watch", StringComparison.Ordinal) => "WATCH",
            "GET" when !isItem => "LIST",
            "DELETE" when !isItem => "DELETECOLLECTION",
            var method => method,
        };
        var scope = isItem || verb == "POST" ? "resource" : path.Namespace.IsEmpty ? "cluster" : "namespace";
        return new RequestLabels(verb, kind.Group, kind.Version, route.Resource.Plural, shape.StartsWith('/') ? "" : shape, scope, DryRun: false, code);
    }

    private static KeyValuePair<string, object?>[] Tag(string kind) => [new("request_kind", kind)];

    private static KeyValuePair<string, object?>[] Tags(RequestLabels labels) =>
    [
        new("verb", labels.Verb), new("group", labels.Group), new("version", labels.Version), new("resource", labels.Resource),
        new("subresource", labels.Subresource), new("scope", labels.Scope), new("component", "apiserver"), new("code", labels.Code),
    ];
}
