using Kube.Api.Client;

namespace Kube.Node.Endpoint;

/// <summary>A path of the endpoint: what it asks for, of which pod and container, and what right that takes.</summary>
internal sealed record EndpointRoute(string Action, ObjectKey? Pod = null, string Uid = "", string Container = "")
{
    /// <summary>The subresources of the node of which one must be allowed, the narrower first (KEP-2862).</summary>
    public IReadOnlyList<string> Subresources => Action switch
    {
        "stats" => ["stats"],
        "metrics" => ["metrics"],
        "logs" => ["log"],
        "healthz" => ["healthz", "proxy"],
        "configz" => ["configz", "proxy"],
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
            ["pods" or "configz" or "runningpods" or "logs"] => new(parts[0]),
            ["logs", ..] => new("logs"),
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
