using Kube.Api.Client;

namespace Kube.Node.Endpoint;

/// <summary>A path of the endpoint: what it asks for, of which pod and container, and what right that takes.</summary>
internal sealed record EndpointRoute(string Action, ObjectKey? Pod = null, string Uid = "", string Container = "", string? File = null)
{
    /// <summary>The methods that it can be asked with; null: any.</summary>
    public string? Methods => Action switch
    {
        "healthz" or "configz" or "metrics" => null,
        "run" or "checkpoint" => "POST",
        "exec" or "attach" or "portForward" => "GET, POST",
        _ => "GET",
    };

    /// <summary>The subresources of the node of which one must be allowed, the narrower first (KEP-2862): by where the path begins, whether there is anything at its end or not.</summary>
    public static IReadOnlyList<string> SubresourcesOf(string path) => (path.Split('/', StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "") switch
    {
        "stats" => ["stats"],
        "metrics" => ["metrics"],
        "logs" => ["log"],
        "checkpoint" => ["checkpoint"],
        "healthz" => ["healthz", "proxy"],
        "configz" => ["configz", "proxy"],
        "statusz" => ["statusz", "proxy"],
        "pods" or "runningpods" => ["pods", "proxy"],
        _ => ["proxy"],
    };

    /// <summary>Null when there is nothing at that path.</summary>
    public static EndpointRoute? Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["healthz"] or ["healthz", "ping" or "log" or "syncloop"] => new("healthz"),
            ["pods" or "configz" or "runningpods"] => new(parts[0]),
            ["logs"] => new("logs", File: path.EndsWith('/') ? "" : null),
            ["logs", ..] => new("logs", File: string.Join('/', parts.Skip(1)) + (path.EndsWith('/') ? "/" : "")),
            ["checkpoint", var ns, var pod, var container] => new("checkpoint", new(ns, pod), Container: container),
            ["stats", "summary"] => new("stats"),
            ["metrics"] => new("metrics"),
            ["metrics", "resource" or "cadvisor" or "probes"] => new("metrics", Container: parts[1]),
            ["containerLogs", var ns, var pod, var container] => new("containerLogs", new(ns, pod), Container: container),
            ["exec" or "attach" or "run", var ns, var pod, var container] => new(parts[0], new(ns, pod), Container: container),
            ["exec" or "attach" or "run", var ns, var pod, var uid, var container] => new(parts[0], new(ns, pod), uid, container),
            ["portForward", var ns, var pod] => new("portForward", new(ns, pod)),
            ["portForward", var ns, var pod, var uid] => new("portForward", new(ns, pod), uid),
            _ => null,
        };
    }
}
