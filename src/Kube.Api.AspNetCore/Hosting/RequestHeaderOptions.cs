namespace Kube.Api.AspNetCore.Hosting;

/// <summary>Which proxies in front of the server are believed who their users are, and where they say it: kube-apiserver's flags <c>--requestheader-*</c>.</summary>
public sealed class RequestHeaderOptions
{
    /// <summary>A PEM file of the authorities that sign the proxies' certificates. Default empty: the cluster's own authority for front proxies.</summary>
    public string ClientCaFile { get; set; } = "";

    /// <summary>The common names that are believed; empty: every one that the authorities signed. Default <c>front-proxy</c>.</summary>
    public IList<string> AllowedNames { get; set; } = ["front-proxy"];

    /// <summary>The headers that name the user; the first that is there counts. Default <c>X-Remote-User</c>.</summary>
    public IList<string> UsernameHeaders { get; set; } = ["X-Remote-User"];

    /// <summary>The headers that give the user's uid. Default <c>X-Remote-Uid</c>.</summary>
    public IList<string> UidHeaders { get; set; } = ["X-Remote-Uid"];

    /// <summary>The headers that name the user's groups. Default <c>X-Remote-Group</c>.</summary>
    public IList<string> GroupHeaders { get; set; } = ["X-Remote-Group"];

    /// <summary>What the headers start with that say more. Default <c>X-Remote-Extra-</c>.</summary>
    public IList<string> ExtraHeaderPrefixes { get; set; } = ["X-Remote-Extra-"];
}
