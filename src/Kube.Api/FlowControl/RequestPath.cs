namespace Kube.Api.FlowControl;

/// <summary>What a request's path says, for people; not for decisions.</summary>
internal sealed record RequestPath(string Namespace, string Name, string Version, string Resource, string Subresource)
{
    public static RequestPath Parse(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        var at = parts is ["api", _, ..] ? 2 : parts is ["apis", _, _, ..] ? 3 : parts.Length;
        if (at >= parts.Length) return new RequestPath("", "", "", "", "");
        var version = parts[at - 1];
        var ns = "";
        if (parts[at] == "namespaces" && parts.Length > at + 2 && parts[at + 2] is not ("status" or "finalize"))
        {
            ns = parts[at + 1];
            at += 2;
        }

        return new RequestPath(ns, Part(parts, at + 1), version, parts[at], Part(parts, at + 2));
    }

    public string VerbOf(string method) => method switch
    {
        _ when Resource.Length == 0 => method.ToLowerInvariant(),
        "POST" => "create",
        "PUT" => "update",
        "PATCH" => "patch",
        "DELETE" => Name.Length == 0 ? "deletecollection" : "delete",
        _ => Name.Length == 0 ? "list" : "get",
    };

    private static string Part(string[] parts, int at) => at < parts.Length ? parts[at] : "";
}
